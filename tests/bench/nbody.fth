\ Motion of the sun and four planets: double-precision floats in memory and on the float stack.
[undefined] size [if] 1500000 constant size [then]

7 floats constant body-size   \ x y z vx vy vz mass
: >x ( body -- a ) ;
: >y ( body -- a )  1 floats + ;
: >z ( body -- a )  2 floats + ;
: >vx ( body -- a )  3 floats + ;
: >vy ( body -- a )  4 floats + ;
: >vz ( body -- a )  5 floats + ;
: >mass ( body -- a )  6 floats + ;

39.47841760435743e fconstant solar-mass
365.24e fconstant days

falign here                   \ the sun, Jupiter, Saturn, Uranus, Neptune
0e f, 0e f, 0e f, 0e f, 0e f, 0e f, solar-mass f,
4.84143144246472090e f, -1.16032004402742839e f, -1.03622044471123109e-1 f,
1.66007664274403694e-3 days f* f, 7.69901118419740425e-3 days f* f, -6.90460016972063023e-5 days f* f,
9.54791938424326609e-4 solar-mass f* f,
8.34336671824457987e f, 4.12479856412430479e f, -4.03523417114321381e-1 f,
-2.76742510726411405e-3 days f* f, 4.99852801234917238e-3 days f* f, 2.30417297573763929e-5 days f* f,
2.85885980666130812e-4 solar-mass f* f,
1.28943695621391310e1 f, -1.51111514016986312e1 f, -2.23307578892655734e-1 f,
2.96460137564761618e-3 days f* f, 2.37847173959480950e-3 days f* f, -2.96589568540237556e-5 days f* f,
4.36624404335156298e-5 solar-mass f* f,
1.53796971148509165e1 f, -2.59193146099879641e1 f, 1.79258772950371181e-1 f,
2.68067772490389322e-3 days f* f, 1.62824170038242295e-3 days f* f, -9.51592254519715870e-5 days f* f,
5.15138902046611451e-5 solar-mass f* f,
constant bodies
bodies 5 body-size * + constant bodies-end

: f+! ( a -- ) ( F: r -- )  dup f@ f+ f! ;
: f-! ( a -- ) ( F: r -- )  dup f@ fswap f- f! ;

0.01e fconstant time-step
fvariable dx  fvariable dy  fvariable dz  fvariable mag

\ Changes the velocities of two bodies by the force between them.
: attract ( b1 b2 -- )
  over >x f@ dup >x f@ f- dx f!
  over >y f@ dup >y f@ f- dy f!
  over >z f@ dup >z f@ f- dz f!
  dx f@ fdup f*  dy f@ fdup f* f+  dz f@ fdup f* f+
  fdup fsqrt f*  time-step fswap f/ mag f!
  2dup >mass f@ mag f@ f*                       ( b1 b2 b1 ) ( F: m2*mag )
  fdup dx f@ f* dup >vx f-!
  fdup dy f@ f* dup >vy f-!
  dz f@ f* >vz f-!
  swap >mass f@ mag f@ f*                       ( b2 ) ( F: m1*mag )
  fdup dx f@ f* dup >vx f+!
  fdup dy f@ f* dup >vy f+!
  dz f@ f* >vz f+! ;

: move-on ( b -- )
  time-step dup >vx f@ f* dup >x f+!
  time-step dup >vy f@ f* dup >y f+!
  time-step dup >vz f@ f* >z f+! ;

: advance ( -- )
  bodies-end bodies do
    bodies-end i body-size + ?do j i attract body-size +loop
  body-size +loop
  bodies-end bodies do i move-on body-size +loop ;

: momentum ( offset -- ) ( F: -- r )
  0e bodies-end bodies do dup i + f@ i >mass f@ f* f+ body-size +loop drop ;

: offset-momentum ( -- )
  3 floats momentum solar-mass f/ fnegate bodies >vx f!
  4 floats momentum solar-mass f/ fnegate bodies >vy f!
  5 floats momentum solar-mass f/ fnegate bodies >vz f! ;

: kinetic ( b -- ) ( F: -- r )
  dup >vx f@ fdup f*  dup >vy f@ fdup f* f+  dup >vz f@ fdup f* f+  >mass f@ f* 0.5e f* ;

: potential ( b1 b2 -- ) ( F: -- r )
  over >x f@ dup >x f@ f- fdup f*
  over >y f@ dup >y f@ f- fdup f* f+
  over >z f@ dup >z f@ f- fdup f* f+ fsqrt
  >mass f@ >mass f@ f* fswap f/ ;

: energy ( F: -- r )
  0e
  bodies-end bodies do
    i kinetic f+
    bodies-end i body-size + ?do j i potential f- body-size +loop
  body-size +loop ;

: main ( -- )  offset-momentum size 0 do advance loop energy 1e9 f* f>s . cr ;
main
