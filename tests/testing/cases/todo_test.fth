TODO" not yet"
T{ 1 -> 2 }T
