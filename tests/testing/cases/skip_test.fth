T{ 1 -> 1 }T
SKIP" not on this machine"
1 0 /
