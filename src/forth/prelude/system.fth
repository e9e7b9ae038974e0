\ Random numbers by gforth's names: SplitMix64 (Steele, Lea, Flood 2014).

\ Until something has begun them, and from zero on, SEED is asked for.
: rnd ( -- x )
  (seed) dup @ 0= if drop seed then
  dup @ $9e3779b97f4a7c15 + dup rot !
  dup 30 rshift xor $bf58476d1ce4e5b9 *  dup 27 rshift xor $94d049bb133111eb *  dup 31 rshift xor ;

: random ( u1 -- u2 ) rnd um* nip ;
: seed! ( x -- ) seed ! ;
: search-wordlist ( c-addr u wid -- 0 | xt 1 | xt -1 ) (search-wordlist) dup 0= if nip then ;
