.( an exit code) 3 (bye)
