\ The heap: what it gives, takes back, and refuses.
: main 100 allocate . dup 20 [char] z fill 5000 resize . dup 20 type dup free . free . -1 allocate . . 123 free . 5 3 resize . .
  1 60 lshift allocate . . 0 allocate . free . s" copy" save-mem 2dup type drop free . ;
