.( nothing to assert)
