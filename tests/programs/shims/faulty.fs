hex
1 loads +!
nosuch-word
1 loads +!
