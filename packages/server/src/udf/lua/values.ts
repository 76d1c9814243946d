// The values that Lua code works with beside Lua's own: list, map, bytes, geojson and their iterators. They are written
// in Lua, so that what they take counts against the limits of the script that makes them. A value is a userdata without
// memory of its own; its content is the table that belongs to it, which nobody reaches without the debug library.
// What each function does, and what it does with nonsense, is the real server's (docs/protocol/udf.md).

export const VALUES = /* lua */ `
local T = ...
local box, getinfo, peek, poke = T.box, T.debug.getinfo, T.debug.getuservalue, T.debug.setuservalue
local meta, setmeta = T.debug.getmetatable, T.debug.setmetatable
local type, error, next, select, tonumber, tostring, pairs = type, error, next, select, tonumber, tostring, pairs
local find, sub, format, byte, char, rep = string.find, string.sub, string.format, string.byte, string.char, string.rep
local insert, remove, sort, concat, move = table.insert, table.remove, table.sort, table.concat, table.move
local numtype, tointeger = math.type, math.tointeger
local spack, sunpack = string.pack, string.unpack

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

local orderedKeys, mapGet

local function mapText(content, depth)
	if depth > MAX_DEPTH then error('a list or map is nested too deeply', 0) end
	local parts = {}
	local keys = orderedKeys(content)
	for i = 1, #keys do
		local value = text(mapGet(content, keys[i]), depth + 1)
		if not value then break end
		local key = text(keys[i], depth + 1)
		if not key then break end
		parts[i] = key .. ':' .. value
	end
	return '{' .. concat(parts, ', ') .. '}'
end

local function bytesText(s)
	if s == '' then return nil end
	return (string.gsub(s, '.', function(c) return format('%02X ', byte(c)) end)):sub(1, -2)
end

local flat

function text(v, depth)
	local t = type(v)
	if v == NIL then return 'NIL' end
	if t == 'string' then return quoted(v) end
	if t == 'boolean' then return tostring(v) end
	if t == 'number' then return numtype(v) == 'integer' and format('%d', v) or format('%.16g', v) end
	local m = kindOf(v)
	if m == List then return listText(peek(v, 1), depth) end
	if m == Map then return mapText(peek(v, 1), depth) end
	if m == Bytes then return bytesText(flat(peek(v, 1))) end
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

-- ---------------------------------------------------------------- list

-- A list's content is the array of its elements.
local function newList(items)
	return wrap(items, List)
end

local function put(items, index, value)
	for i = #items + 1, index - 1 do items[i] = NIL end
	items[index] = value
end

local function element(v)
	local kept = keep(v)
	if kept ~= nil and kindOf(kept) ~= Record then return kept end
end

local list = {}

function list.new(...)
	local n = select('#', ...)
	if n < 1 or n > 2 then return end
	local capacity, step = ...
	if integer(capacity, -1, 1) < 0 or integer(step, 10, 2) < 0 then return end
	return newList({})
end
list.create = list.new

function list.insert(l, i, v)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	local value = element(v)
	if index <= 0 or value == nil then return end
	if index > #items then put(items, index, value) else insert(items, index, value) end
end

function list.append(l, v)
	local items = check(l, List, 1)
	local value = element(v)
	if value ~= nil then items[#items + 1] = value end
end

function list.prepend(l, v)
	local items = check(l, List, 1)
	local value = element(v)
	if value ~= nil then insert(items, 1, value) end
end

function list.remove(l, i)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	if index > 0 and index <= #items then remove(items, index) end
end

function list.concat(l, other)
	local items = check(l, List, 1)
	local added = check(other, List, 2)
	move(added, 1, #added, #items + 1, items)
end

function list.trim(l, i)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	if index <= 0 or index > #items then return end
	for at = #items, index, -1 do items[at] = nil end
end

function list.take(l, n)
	local items = check(l, List, 1)
	local count = integer(n, 0, 2)
	if count <= 0 then return nil end
	return newList(move(items, 1, count < #items and count or #items, 1, {}))
end

function list.drop(l, n)
	local items = check(l, List, 1)
	local count = integer(n, 0, 2)
	if count <= 0 then return nil end
	if count >= #items then return newList({}) end
	return newList(move(items, count + 1, #items, 1, {}))
end

function list.size(l)
	return #check(l, List, 1)
end

function list.nbytes(l)
	check(l, List, 1)
	return #T.pack(l)
end

function list.iterator(l)
	local items = check(l, List, 1)
	local at = 0
	return generate, iteratorOf(function()
		if at >= #items then return end
		at = at + 1
		return give(items[at])
	end, function() return at < #items end)
end

function list.tostring(l)
	return listText(check(l, List, 1), 0)
end

-- Both copy up to the first nil, where an iteration ends.
local function copyTo(items, target)
	for i = 1, #items do
		if items[i] == NIL then break end
		target[#target + 1] = items[i]
	end
	return target
end

function list.clone(l)
	return newList(copyTo(check(l, List, 1), {}))
end

function list.merge(l, other)
	local items, added = check(l, List, 1), check(other, List, 1)
	return newList(copyTo(added, copyTo(items, {})))
end

setmetatable(list, { __call = function(_, ...)
	local items = {}
	local t = ...
	if select('#', ...) == 1 and type(t) == 'table' then
		for key, v in next, t do
			if type(key) == 'number' then
				local kept = element(v)
				items[#items + 1] = kept == nil and NIL or kept
			end
		end
	end
	return newList(items)
end })

List.__index = function(l, i)
	local items = check(l, List, 1)
	return give(items[integer(i, 0, 2)])
end
List.__newindex = function(l, i, v)
	local items = check(l, List, 1)
	local index = integer(i, 0, 2)
	local value = element(v)
	if index > 0 and value ~= nil then put(items, index, value) end
end
List.__len = function(l) return #check(l, List, 1) end
List.__tostring = function(l) return listText(check(l, List, 1), 0) end

-- ---------------------------------------------------------------- map

-- A map's content: values by integer and string key, values by the bytes of a key of bytes, how many there are, and the
-- keys in their order, as long as no key comes or goes.
local function newMap()
	return wrap({ plain = {}, blobs = {}, blobKeys = {}, size = 0 }, Map)
end

-- Where a key's value is kept, and under what; nothing for what is no key.
local function slot(content, key)
	local t = type(key)
	if t == 'string' or (t == 'number' and numtype(key) == 'integer') then return content.plain, key end
	if t == 'userdata' and meta(key) == Bytes then
		local bytes = peek(key, 1)
		if bytes.type == 4 then return content.blobs, flat(bytes) end
	end
end

function mapGet(content, key)
	local values, at = slot(content, key)
	if values then return values[at] end
end

local function mapSet(content, key, value)
	local values, at = slot(content, key)
	if not values then return end
	if values[at] == nil then
		content.size = content.size + 1
		content.order = nil
	end
	values[at] = value
	if values == content.blobs then
		content.blobKeys[at] = key
		content.order = nil
	end
end

local function mapRemove(content, key)
	local values, at = slot(content, key)
	if not values or values[at] == nil then return end
	values[at] = nil
	if values == content.blobs then content.blobKeys[at] = nil end
	content.size = content.size - 1
	content.order = nil
end

local function keyBefore(a, b)
	local isNumber = type(a) == 'number'
	if isNumber ~= (type(b) == 'number') then return isNumber end
	return a < b
end

-- Integers, then strings, then bytes, each in its own order.
function orderedKeys(content)
	local order = content.order
	if order then return order end
	order = {}
	for key in next, content.plain do order[#order + 1] = key end
	sort(order, keyBefore)
	local blobs = {}
	for bytes in next, content.blobKeys do blobs[#blobs + 1] = bytes end
	sort(blobs)
	for i = 1, #blobs do order[#order + 1] = content.blobKeys[blobs[i]] end
	content.order = order
	return order
end

local map = {}

function map.new(...)
	if select('#', ...) ~= 1 then return end
	if integer((...), 0, 1) < 1 then return end
	return newMap()
end
map.create = map.new

local function eachOf(m, name, pick)
	local content = check(m, Map, 1)
	local keys = orderedKeys(content)
	local at = 0
	return generate, iteratorOf(function()
		if at >= #keys then return end
		at = at + 1
		return pick(keys[at], mapGet(content, keys[at]))
	end, function() return at < #keys end)
end

function map.pairs(m)
	local f, u = eachOf(m, 'pairs', function(key, value) return key, give(value) end)
	return f, u
end
function map.keys(m)
	local f, u = eachOf(m, 'keys', function(key) return key end)
	return f, u
end
function map.values(m)
	local f, u = eachOf(m, 'values', function(_, value) return give(value) end)
	return f, u
end
map.iterator = map.pairs

function map.remove(m, key)
	local content = check(m, Map, 1)
	mapRemove(content, keep(key))
end

function map.size(m)
	return check(m, Map, 1).size
end

function map.nbytes(m)
	check(m, Map, 1)
	return #T.pack(m)
end

function map.tostring(m)
	return mapText(check(m, Map, 1), 0)
end

-- These go by way of Lua tables, in which a nil is no entry.
local function present(content, visit)
	local keys = orderedKeys(content)
	for i = 1, #keys do
		local value = mapGet(content, keys[i])
		if value ~= NIL and value ~= nil then visit(keys[i], value) end
	end
end

function map.clone(m)
	local content = check(m, Map, 1)
	local copy = newMap()
	local target = peek(copy, 1)
	present(content, function(key, value) mapSet(target, key, value) end)
	return copy
end

function map.merge(m1, m2, f)
	local first, second = check(m1, Map, 1), check(m2, Map, 1)
	local merged = map.clone(m1)
	local target = peek(merged, 1)
	present(second, function(key, value)
		local old = mapGet(first, key)
		local both = old ~= nil and old ~= NIL and old and type(f) == 'function' and keep(f(old, value))
		if both == NIL then both = nil end
		mapSet(target, key, both or value)
	end)
	return merged
end

function map.diff(m1, m2)
	local first, second = check(m1, Map, 1), check(m2, Map, 1)
	local result = newMap()
	local target = peek(result, 1)
	local function without(content, other)
		present(content, function(key, value)
			local there = mapGet(other, key)
			if there == nil or there == NIL or there == false then mapSet(target, key, value) end
		end)
	end
	without(first, second)
	without(second, first)
	return result
end

setmetatable(map, { __call = function(_, ...)
	local t, capacity = ...
	integer(capacity, 32, 3)
	local m = newMap()
	local n = select('#', ...)
	if (n == 1 or n == 2) and type(t) == 'table' then
		local content = peek(m, 1)
		for key, v in next, t do
			local value = keep(v)
			if value ~= nil then mapSet(content, keep(key), value) end
		end
	end
	return m
end })

Map.__index = function(m, key)
	return give(mapGet(check(m, Map, 1), keep(key)))
end
Map.__newindex = function(m, key, v)
	local content = check(m, Map, 1)
	local value = keep(v)
	if value == nil then mapRemove(content, keep(key))
	elseif kindOf(value) ~= Record then mapSet(content, keep(key), value) end
end
Map.__len = function(m) return check(m, Map, 1).size end
Map.__tostring = function(m) return mapText(check(m, Map, 1), 0) end

-- ---------------------------------------------------------------- bytes

-- The content of bytes: a string, parts that are still to be put behind it, their common size, and how many bytes there
-- is said to be room for.
local function newBytes(s, capacity, kind)
	return wrap({ s = s, parts = {}, size = #s, capacity = capacity or #s, type = kind or 4 }, Bytes)
end

function flat(content)
	local parts = content.parts
	if #parts > 0 then
		content.s = content.s .. concat(parts)
		content.parts = {}
	end
	return content.s
end

local function grow(content, size)
	if size > content.capacity then content.capacity = size end
end

local function append(content, s)
	grow(content, content.size + #s)
	content.parts[#content.parts + 1] = s
	content.size = content.size + #s
end

-- Writes s at a position from 0; what lies between the end and it is zero.
local function write(content, at, s)
	if at >= content.size then
		if at > content.size then append(content, rep('\\0', at - content.size)) end
		append(content, s)
		return
	end
	grow(content, at + #s)
	local old = flat(content)
	content.s = sub(old, 1, at) .. s .. sub(old, at + #s + 1)
	content.size = #content.s
end

local MAX = 0xffffffff
local INTEGERS = {
	int16 = { '>i2', -0x8000, 0x7fff }, int16_be = { '>i2', -0x8000, 0x7fff }, int16_le = { '<i2', -0x8000, 0x7fff },
	int32 = { '>i4', -0x80000000, 0x7fffffff }, int32_be = { '>i4', -0x80000000, 0x7fffffff },
	int32_le = { '<i4', -0x80000000, 0x7fffffff },
	int64 = { '>i8', math.mininteger, math.maxinteger }, int64_be = { '>i8', math.mininteger, math.maxinteger },
	int64_le = { '<i8', math.mininteger, math.maxinteger },
	byte = { 'B', 0, 255 },
}

local bytes = {}

for name, row in next, INTEGERS do
	local code, min, max = row[1], row[2], row[3]
	local getName, setName, appendName = 'get_' .. name, 'set_' .. name, 'append_' .. name
	local size = string.packsize(code)
	bytes[getName] = function(...)
		if select('#', ...) ~= 2 then return end
		local b, i = ...
		local content = check(b, Bytes, 1)
		local at = integer(i, 0, 2)
		if at < 1 or at > MAX or at - 1 + size > content.size then return end
		return (sunpack(code, flat(content), at))
	end
	bytes[setName] = function(...)
		if select('#', ...) ~= 3 then return false end
		local b, i, v = ...
		local content = check(b, Bytes, 1)
		local at, value = integer(i, 0, 2), integer(v, 0, 3)
		if at < 1 or at > MAX or value < min or value > max then return false end
		write(content, at - 1, spack(code, value))
		return true
	end
	bytes[appendName] = function(...)
		if select('#', ...) ~= 2 then return false end
		local b, v = ...
		local content = check(b, Bytes, 1)
		local value = integer(v, 0, 2)
		if value < min or value > max then return false end
		append(content, spack(code, value))
		return true
	end
end

local function varint(value)
	local s = ''
	value = value & MAX
	while value >= 0x80 do
		s = s .. char(value & 0x7f | 0x80)
		value = value >> 7
	end
	return s .. char(value)
end

-- As on the server, the room is made but the size stays: what is written behind the end is not there.
local function setVarint(content, at, value)
	if value < -0x80000000 or value > 0x7fffffff then return 0 end
	local s = varint(value)
	grow(content, at + 5)
	if at < content.size then write(content, at, sub(s, 1, content.size - at)) end
	return #s
end

function bytes.set_var_int(...)
	if select('#', ...) ~= 3 then return 0 end
	local b, i, v = ...
	local content = check(b, Bytes, 1)
	local at, value = integer(i, 0, 2), integer(v, 0, 3)
	if at < 1 or at > MAX then return 0 end
	return setVarint(content, at - 1, value)
end

function bytes.append_var_int(...)
	if select('#', ...) ~= 2 then return 0 end
	local b, v = ...
	local content = check(b, Bytes, 1)
	return setVarint(content, content.size, integer(v, 0, 2))
end

function bytes.get_var_int(...)
	if select('#', ...) ~= 2 then return end
	local b, i = ...
	local content = check(b, Bytes, 1)
	local at = integer(i, 0, 2)
	if at < 1 or at > MAX then return end
	local s, value, shift = flat(content), 0, 0
	for p = at, at + 9 do
		local group = byte(s, p) or 0
		value = value | (group & 0x7f) << shift
		shift = shift + 7
		if group < 0x80 then return value & MAX, p - at + 1 end
	end
	return value & MAX, 10
end

function bytes.get_string(...)
	if select('#', ...) ~= 3 then return end
	local b, i, n = ...
	local content = check(b, Bytes, 1)
	local at, size = integer(i, 0, 2), integer(n, 0, 3)
	if at < 1 or at > MAX or size < 0 or size > MAX or at > content.size then return end
	return sub(flat(content), at, at + size - 1)
end

function bytes.get_bytes(...)
	if select('#', ...) ~= 3 then return end
	local b, i, n = ...
	local content = check(b, Bytes, 1)
	local at, size = integer(i, 0, 2), integer(n, 0, 3)
	if at < 1 or at > MAX or size < 0 or size > MAX or at > content.size then return end
	return newBytes(sub(flat(content), at, at + size - 1))
end

local function stringArgument(v, n)
	if v == nil then return nil end
	if type(v) == 'number' then return tostring(v) end
	if type(v) ~= 'string' then badArgument(n, 'string expected, got ' .. typename(v), 2) end
	return v
end

function bytes.set_string(...)
	if select('#', ...) ~= 3 then return false end
	local b, i, v = ...
	local content = check(b, Bytes, 1)
	local at, s = integer(i, 0, 2), stringArgument(v, 3)
	if at < 1 or at > MAX or not s then return false end
	write(content, at - 1, s)
	return true
end

function bytes.append_string(...)
	if select('#', ...) ~= 2 then return false end
	local b, v = ...
	local content = check(b, Bytes, 1)
	local s = stringArgument(v, 2)
	if not s or s == '' then return false end
	append(content, s)
	return true
end

function bytes.set_bytes(...)
	if select('#', ...) ~= 4 then return false end
	local b, i, v, n = ...
	local content, source = check(b, Bytes, 1), check(v, Bytes, 3)
	local at, size = integer(i, 0, 2), integer(n, 0, 4)
	if at < 1 or at > MAX or size < 0 or size > MAX then return false end
	-- More than there is to copy does not fit into the room that was made for what there is.
	if size > source.size then
		grow(content, at - 1 + source.size)
		if at - 1 + size > content.capacity then return false end
	end
	write(content, at - 1, sub(flat(source), 1, size))
	return true
end

function bytes.append_bytes(...)
	if select('#', ...) ~= 3 then return false end
	local b, v, n = ...
	local content, source = check(b, Bytes, 1), check(v, Bytes, 2)
	local size = integer(n, 0, 3)
	if size < 0 or size > MAX then return false end
	append(content, sub(flat(source), 1, size))
	return true
end

function bytes.size(...)
	if select('#', ...) ~= 1 then return 0 end
	return check((...), Bytes, 1).size
end

function bytes.set_size(...)
	if select('#', ...) ~= 2 then return false end
	local b, n = ...
	local content = check(b, Bytes, 1)
	local size = integer(n, 0, 2)
	return size >= 0 and size <= MAX and size <= content.capacity
end

function bytes.get_type(b)
	return check(b, Bytes, 1).type
end

function bytes.set_type(...)
	if select('#', ...) ~= 2 then return false end
	local b, t = ...
	local content = check(b, Bytes, 1)
	local kind = integer(t, 0, 2)
	if kind == 0 then return false end
	content.type = kind
	return true
end

setmetatable(bytes, { __call = function(_, ...)
	local n = select('#', ...)
	if n > 1 then return end
	return newBytes('', n == 0 and 0 or integer((...), 0, 2) & MAX)
end })

Bytes.__index = bytes.get_byte
Bytes.__newindex = bytes.set_byte
-- Lua passes the operand of a length twice, and the server takes one argument only.
Bytes.__len = function() return 0 end
Bytes.__tostring = function(b) return bytesText(flat(check(b, Bytes, 1))) or 'Bytes()' end

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
T.newList, T.newMap, T.newBytes, T.newGeoJSON = newList, newMap, newBytes, function(s) return wrap(s, GeoJSON) end
T.mapSet, T.mapGet, T.orderedKeys, T.flat, T.badArgument = mapSet, mapGet, orderedKeys, flat, badArgument
T.stringArgument = stringArgument
T.globals.list, T.globals.map, T.globals.bytes, T.globals.geojson = list, map, bytes, geojson
T.globals.iterator = setmetatable({ has_next = iteratorTable.has_next, next = iteratorNext }, {
	__call = function(_, u) return iteratorNext(u) end,
})
T.globals.Iterator = iteratorTable
T.globals.List, T.globals.Map, T.globals.Bytes = List, Map, Bytes
math.sum = function(a, b) return a + b end
math.product = function(a, b) return a * b end
`;
