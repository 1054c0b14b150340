console.log('The demo lands with the cache.');
