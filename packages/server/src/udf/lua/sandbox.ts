// The environment of a module: the libraries of Lua without what leads out of them, and the server's own globals. There
// are no files, no processes, no bytecode and no debug library; modules come from those that are registered.

export const SANDBOX = /* lua */ `
local T = ...
local error, type, load, rawget, string_find = error, type, load, rawget, string.find
local G = _G

local function refused(name)
	return function() error(name .. ' is not available in the embedded server', 2) end
end

for name, value in next, T.globals do G[name] = value end

local function stubs(name, list)
	local library = {}
	for entry in string.gmatch(list, '%S+') do library[entry] = refused(name .. '.' .. entry) end
	return library
end

local io = stubs('io', 'close input lines open output popen read tmpfile type')
io.write = function(...)
	local parts = table.pack(...)
	for i = 1, parts.n do parts[i] = tostring(parts[i]) end
	T.log(2, table.concat(parts))
	return io
end
G.io = io

local os = stubs('os', 'execute exit remove rename tmpname setlocale')
for _, name in next, { 'clock', 'date', 'difftime', 'time' } do os[name] = G.os[name] end
os.getenv = function() return nil end
G.os = os

G.print = function(...)
	local parts = table.pack(...)
	for i = 1, parts.n do parts[i] = tostring(parts[i]) end
	T.log(2, table.concat(parts, '\\t'))
end

G.dofile, G.loadfile = refused('dofile'), refused('loadfile')

-- Text only: bytecode that somebody has made up can do anything to the interpreter.
G.load = function(chunk, name, mode, ...)
	if mode ~= nil and mode ~= 't' and not string_find(mode, 't', 1, true) then
		return nil, "attempt to load a text chunk (mode is '" .. mode .. "')"
	end
	if select('#', ...) == 0 then return load(chunk, name, 't') end
	return load(chunk, name, 't', (...))
end

-- A finalizer runs where no limit holds: in the garbage collection, and when a state is closed.
local setmetatable = setmetatable
G.setmetatable = function(t, metatable)
	if type(metatable) == 'table' and rawget(metatable, '__gc') ~= nil then
		error('__gc is not available in the embedded server', 2)
	end
	return setmetatable(t, metatable)
end

local package, loaded = G.package, G.package.loaded
local preload = package.preload
loaded.debug, loaded.io, loaded.os = nil, io, os
package.loadlib, package.searchpath = refused('package.loadlib'), refused('package.searchpath')
-- Where the server's Lua looks for modules. Nothing is there but what is registered, in the place of the last.
local places = { '/usr/local/share/lua/5.4/', '/usr/local/lib/lua/5.4/', './' }
local patterns = {}
for _, place in next, places do
	patterns[#patterns + 1] = place .. '?.lua'
	patterns[#patterns + 1] = place .. '?/init.lua'
end
patterns[#patterns + 1] = T.path .. '?.lua'
package.path = table.concat(patterns, ';')
package.cpath = '/usr/local/lib/lua/5.4/?.so;/usr/local/lib/lua/5.4/loadall.so;./?.so;' .. T.path .. '?.so'

local function noFile(templates, name)
	local lines = {}
	for template in string.gmatch(templates, '[^;]+') do
		lines[#lines + 1] = "no file '" .. string.gsub(template, '%?', (string.gsub(name, '%%', '%%%%'))) .. "'"
	end
	return table.concat(lines, '\\n\\t')
end
package.searchers = {
	function(name)
		local f = preload[name]
		if f == nil then return "no field package.preload['" .. name .. "']" end
		return f, ':preload:'
	end,
	function(name)
		local source = T.source(name)
		local file = T.path .. string.gsub(name, '%.', '/') .. '.lua'
		if source == nil then return noFile(package.path, string.gsub(name, '%.', '/')) end
		local f, message = load(source, '@' .. file, 't')
		if f == nil then error("error loading module '" .. name .. "' from file '" .. file .. "':\\n\\t" .. message, 0) end
		return f, file
	end,
	function(name) return noFile(package.cpath, string.gsub(name, '%.', '/')) end,
}
`;
