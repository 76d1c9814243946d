#!/usr/bin/env node
'use strict';

require('../dist/src/api/cli/main.js').main();
