TEST: "one & <two>" T{ 1 -> 1 }T ;TEST
T{ 2 -> 2 }T bye
