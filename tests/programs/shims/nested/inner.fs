[undefined] shared [if] 41 value shared [then] shared 1+ to shared
