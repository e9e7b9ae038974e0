: fails 1 0 / ; .( before) fails
