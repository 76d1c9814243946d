// Maps, in the order of their keys: integers, strings, bytes. What each function does, and what it does with nonsense, is
// the real server's (docs/protocol/udf.md, "Maps").

export const MAP = /* lua */ `
local T = ...
local NIL, Map, Bytes, Record = T.NIL, T.Map, T.Bytes, T.Record
local wrap, keep, give, check, integer, kindOf = T.wrap, T.keep, T.give, T.check, T.integer, T.kindOf
local generate, iteratorOf, mapText, flat = T.generate, T.iteratorOf, T.mapText, T.flat
local peek, meta = T.debug.getuservalue, T.debug.getmetatable
local numtype, sort, type, select, next = math.type, table.sort, type, select, next

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

local function mapGet(content, key)
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
local function orderedKeys(content)
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

local function eachOf(content, pick)
	local keys = orderedKeys(content)
	local at = 0
	return generate, iteratorOf(function()
		if at >= #keys then return end
		at = at + 1
		return pick(keys[at], mapGet(content, keys[at]))
	end, function() return at < #keys end)
end

function map.pairs(m)
	local f, u = eachOf(check(m, Map, 1), function(key, value) return key, give(value) end)
	return f, u
end
function map.keys(m)
	local f, u = eachOf(check(m, Map, 1), function(key) return key end)
	return f, u
end
function map.values(m)
	local f, u = eachOf(check(m, Map, 1), function(_, value) return give(value) end)
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

T.newMap, T.globals.map = newMap, map
T.mapSet, T.mapGet, T.orderedKeys = mapSet, mapGet, orderedKeys
`;
