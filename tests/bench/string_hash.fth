\ Hashes of strings: a byte at a time by FNV-1a and by 31, over many words of a text.
[undefined] size [if] 400000 constant size [then]

create text  4096 allot
: fill-text ( -- )  4096 0 do i 7 * i 5 rshift xor 26 mod 'a' + text i + c! loop ;
: fnv ( c-addr u -- u )  2166136261 -rot  over + swap ?do  i c@ xor 16777619 * $ffffffff and  loop ;
: by31 ( c-addr u -- u )  0 -rot 0 ?do  count rot 31 * + swap  loop  drop ;

: main ( -- )
  fill-text
  0 size 0 do
    text i 37 * 4000 mod +  i 63 and 8 +
    2dup fnv >r by31 r> xor +
  loop . cr ;
main
