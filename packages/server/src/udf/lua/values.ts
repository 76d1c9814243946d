// The values that Lua code works with beside Lua's own: what lists, maps, bytes and the rest have in common, their text,
// and their iterators. They are written in Lua, so that what they take counts against the limits of the script that makes them. A value is a userdata without
// memory of its own; its content is the table that belongs to it, which nobody reaches without the debug library.
// What each function does, and what it does with nonsense, is the real server's (docs/protocol/udf.md).

export const VALUES = /* lua */ `
local T = ...
local box, getinfo, peek, poke = T.box, T.debug.getinfo, T.debug.getuservalue, T.debug.setuservalue
local meta, setmeta = T.debug.getmetatable, T.debug.setmetatable
local type, error, select, tonumber, tostring = type, error, select, tonumber, tostring
local find, sub, gsub, format, byte = string.find, string.sub, string.gsub, string.format, string.byte
local concat, numtype, tointeger = table.concat, math.type, math.tointeger

-- What stands in a list or a map for nil.
local NIL = {}

local List, Map, Bytes, GeoJSON = { __name = 'List' }, { __name = 'Map' }, { __name = 'Bytes' }, { __name = 'GeoJSON' }
local Iterator, Record = { __name = 'Iterator' }, { __name = 'Record' }
local STORABLE = { [List] = true, [Map] = true, [Bytes] = true, [GeoJSON] = true, [Record] = true }

local function wrap(content, metatable)
	local u = box()
	poke(u, content, 1)
	return setmeta(u, metatable)
end

-- The metatable of one of our values, else nil.
local function kindOf(v)
	local m = type(v) == 'userdata' and meta(v)
	return m and STORABLE[m] and m or nil
end

-- The value as it is kept: strings end at a zero byte, nil is NIL. Nothing at all for what cannot be kept.
local function keep(v)
	local t = type(v)
	if t == 'string' then
		local zero = find(v, '\\0', 1, true)
		return zero and sub(v, 1, zero - 1) or v
	elseif t == 'number' or t == 'boolean' then
		return v
	elseif t == 'nil' then
		return NIL
	elseif t == 'userdata' and STORABLE[meta(v)] then
		return v
	end
end

local function give(v)
	if v ~= NIL then return v end
end

local function typename(v)
	local m = meta(v)
	local name = m and m.__name
	return type(name) == 'string' and name or type(v)
end

-- Level 1 is the function that has the argument. It is called what its caller calls it, as Lua's own are.
local function badArgument(n, text, level)
	local info = getinfo(level + 1, 'n')
	if info.namewhat == 'method' then n = n - 1 end
	error(format("bad argument #%d to '%s' (%s)", n, info.name or '?', text), level + 2)
end

-- The content of argument n, which has to be a value of that metatable.
local function check(v, metatable, n)
	if type(v) ~= 'userdata' then badArgument(n, 'userdata expected, got ' .. typename(v), 2) end
	if meta(v) ~= metatable then badArgument(n, metatable.__name .. ' expected, got ' .. typename(v), 2) end
	return peek(v, 1)
end

local function integer(v, default, n)
	if v == nil then return default end
	if numtype(v) == 'integer' then return v end
	local number = type(v) == 'string' and tonumber(v) or v
	if type(number) ~= 'number' then badArgument(n, 'number expected, got ' .. typename(v), 2) end
	local whole = tointeger(number)
	if not whole then badArgument(n, 'number has no integer representation', 2) end
	return whole
end

local function stringArgument(v, n)
	if v == nil then return nil end
	if type(v) == 'number' then return tostring(v) end
	if type(v) ~= 'string' then badArgument(n, 'string expected, got ' .. typename(v), 2) end
	return v
end

-- ---------------------------------------------------------------- text

local text

local function quoted(s)
	return '"' .. s .. '"'
end

-- As deep as what can be stored. The server has no limit but its stack.
local MAX_DEPTH = 256

local function listText(items, depth)
	if depth > MAX_DEPTH then error('a list or map is nested too deeply', 0) end
	local parts = {}
	for i = 1, #items do parts[i] = text(items[i], depth + 1) or '<NULL>' end
	return '[' .. concat(parts, ', ') .. ']'
end

local function mapText(content, depth)
	if depth > MAX_DEPTH then error('a list or map is nested too deeply', 0) end
	local parts = {}
	local keys = T.orderedKeys(content)
	for i = 1, #keys do
		local value = text(T.mapGet(content, keys[i]), depth + 1)
		if not value then break end
		local key = text(keys[i], depth + 1)
		if not key then break end
		parts[i] = key .. ':' .. value
	end
	return '{' .. concat(parts, ', ') .. '}'
end

local function bytesText(s)
	if s == '' then return nil end
	return sub(gsub(s, '.', function(c) return format('%02X ', byte(c)) end), 1, -2)
end

function text(v, depth)
	local t = type(v)
	if v == NIL then return 'NIL' end
	if t == 'string' then return quoted(v) end
	if t == 'boolean' then return tostring(v) end
	if t == 'number' then return numtype(v) == 'integer' and format('%d', v) or format('%.16g', v) end
	local m = kindOf(v)
	if m == List then return listText(peek(v, 1), depth) end
	if m == Map then return mapText(peek(v, 1), depth) end
	if m == Bytes then return bytesText(T.flat(peek(v, 1))) end
	if m == GeoJSON then return quoted(peek(v, 1)) end
	return nil
end

-- ---------------------------------------------------------------- iterators

-- An iterator's content: has(), whether there is more, and step(), which gives it.
local function iteratorOf(step, has)
	return wrap({ step = step, has = has }, Iterator)
end

local function advance(u)
	return peek(u, 1).step()
end

local function generate(u)
	if type(u) ~= 'userdata' or meta(u) ~= Iterator then return end
	return advance(u)
end

local iteratorNext = function(u)
	return (check(u, Iterator, 1).step())
end

local iteratorTable = {
	has_next = function(u) return check(u, Iterator, 1).has() end,
	next = iteratorNext,
}
Iterator.__index = iteratorTable
Iterator.__metatable = iteratorTable

-- ---------------------------------------------------------------- geojson

local geojson = {}
setmetatable(geojson, { __call = function(_, ...)
	if select('#', ...) ~= 1 then return end
	local s = stringArgument((...), 2)
	if not s then return end
	return wrap(keep(s), GeoJSON)
end })
GeoJSON.__tostring = function(g) return quoted(check(g, GeoJSON, 1)) end

-- ---------------------------------------------------------------- for the others

T.NIL, T.List, T.Map, T.Bytes, T.GeoJSON, T.Iterator, T.Record = NIL, List, Map, Bytes, GeoJSON, Iterator, Record
T.wrap, T.keep, T.give, T.check, T.integer, T.kindOf, T.typename = wrap, keep, give, check, integer, kindOf, typename
T.badArgument, T.stringArgument, T.generate, T.iteratorOf = badArgument, stringArgument, generate, iteratorOf
T.listText, T.mapText, T.bytesText = listText, mapText, bytesText
T.newGeoJSON = function(s) return wrap(s, GeoJSON) end
T.globals.geojson, T.globals.Iterator = geojson, iteratorTable
T.globals.iterator = setmetatable({ has_next = iteratorTable.has_next, next = iteratorNext }, {
	__call = function(_, u) return iteratorNext(u) end,
})
T.globals.List, T.globals.Map, T.globals.Bytes = List, Map, Bytes
`;
