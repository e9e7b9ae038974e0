\ A THROW code that was made while the program was loaded.
s" my trouble" exception constant trouble
: main trouble throw ;
