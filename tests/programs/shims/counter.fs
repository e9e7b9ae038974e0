1 loads +!
