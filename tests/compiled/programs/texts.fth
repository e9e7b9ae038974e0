\ Texts, numbers in them, characters and stacks.
: main ( -- )
   s" abc" s" def" s+ 2dup type space s" xyz" append type  s" Ab" s" aB" capscompare . s" Ab" s" aC" capscompare .
   s" world" s" name" replaces s" hello %name% 100%% %x% %" pad 80 substitute . type
   s" 100%" pad unescape type  s" /a/b/c.fth" 2dup basename type space dirname type cr
   s" $ff" s>number? . d. s" 12.34" s>number? . d. dpl @ . s" -5" snumber? . . s" xx" snumber? .
   s" 99999999999999999999" s>number? . d. s" 'a'" s>number? . d. s" 1_000" s>number? . d. s" 12x" s>number? . d. cr
   $20ac xc-size . $20ac pad xc!+ pad - . pad xc@ . s" äb€" 2dup x-size . +x/string 2dup type x\string- type $20ac xemit cr
   1 2 3 .s 2drop drop  s" hi" ... 2drop -1 dup . $7fffffffffffffff .s drop 1 2 3 4 5 6 7 8 9 10 .s clearstack
   sp@ drop depth . 1 2 3 2 n>r depth . nr> . . . . cr
   pad 20 erase  s" 0123456789abcdefXYZ" pad swap move  pad 19 dump
   s" MAX-N" environment? . . s" x:deferred" environment? . s" core-ext" environment? . . s" nope" environment? . cr ;
