module.exports = require(process.env.CLIENT);
