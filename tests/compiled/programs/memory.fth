\ Filling and moving memory, over each other and beyond its ends.
: main pad 10 [char] a fill pad pad 1+ 9 cmove pad 10 type s" xyz" pad 2 + swap move pad 10 type
  pad 3 + pad 5 cmove> pad 10 type [: pad 0 10 move ;] catch . [: 0 pad 10 move ;] catch . [: pad -5 3 fill ;] catch .
  0 0 0 move 5 0 65 fill pad pad -1 cmove ;
