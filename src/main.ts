console.log("FastForth");
