// Particles to Lua values and back. Collections travel as msgpack as the server packs them: text is a string whose first
// byte is its particle type, a list loses its order flag, a map keeps that of its keys (docs/protocol/msgpack.md).

export const MSGPACK = /* lua */ `
local T = ...
local NIL, List, Map, Bytes, GeoJSON = T.NIL, T.List, T.Map, T.Bytes, T.GeoJSON
local kindOf, keep, flat, orderedKeys, mapGet, mapSet = T.kindOf, T.keep, T.flat, T.orderedKeys, T.mapGet, T.mapSet
local peek = T.debug.getuservalue
local byte, char, sub, find = string.byte, string.char, string.sub, string.find
local spack, sunpack, concat, numtype, error, type = string.pack, string.unpack, table.concat, math.type, error, type

local INTEGER, FLOAT, STRING, BLOB, BOOL, MAP, LIST, GEO = 1, 2, 3, 4, 17, 19, 20, 23
local GEO_HEADER = '\\0\\0\\0'
local MAX_DEPTH = 256
local ORDERED, PRESERVE_ORDER = 0x01, 0x08

-- ---------------------------------------------------------------- packing

local function textHeader(size)
	if size < 32 then return char(0xa0 | size) end
	if size < 0x100 then return spack('BB', 0xd9, size) end
	if size < 0x10000 then return spack('>BI2', 0xda, size) end
	return spack('>BI4', 0xdb, size)
end

local function packInteger(v)
	if v >= 0 then
		if v < 0x80 then return char(v) end
		if v < 0x100 then return spack('BB', 0xcc, v) end
		if v < 0x10000 then return spack('>BI2', 0xcd, v) end
		if v < 0x100000000 then return spack('>BI4', 0xce, v) end
		return spack('>Bi8', 0xcf, v)
	end
	if v >= -32 then return char(v & 0xff) end
	if v >= -0x80 then return spack('>Bi1', 0xd0, v) end
	if v >= -0x8000 then return spack('>Bi2', 0xd1, v) end
	if v >= -0x80000000 then return spack('>Bi4', 0xd2, v) end
	return spack('>Bi8', 0xd3, v)
end

local function countHeader(count, short, limit, long16, long32)
	if count < limit then return char(short | count) end
	if count < 0x10000 then return spack('>BI2', long16, count) end
	return spack('>BI4', long32, count)
end

-- Only what is stored has its lists marked as ordered, and in order.
local function packInto(parts, v, depth, isStored)
	local t = type(v)
	local out
	if v == NIL then out = '\\xc0'
	elseif t == 'number' then out = numtype(v) == 'integer' and packInteger(v) or spack('>Bd', 0xcb, v)
	elseif t == 'boolean' then out = v and '\\xc3' or '\\xc2'
	elseif t == 'string' then out = textHeader(#v + 1) .. '\\3' .. v
	else
		local kind = kindOf(v)
		if kind == Bytes then
			local content = peek(v, 1)
			out = textHeader(content.size + 1) .. char(content.type & 0xff) .. flat(content)
		elseif kind == GeoJSON then
			local s = peek(v, 1)
			out = textHeader(#s + 1) .. '\\23' .. s
		elseif depth >= MAX_DEPTH then
			error('a list or map is nested too deeply', 0)
		elseif kind == List then
			local items = peek(v, 1)
			local isOrdered = isStored and (items.flags or 0) & ORDERED ~= 0
			parts[#parts + 1] = countHeader(#items + (isOrdered and 1 or 0), 0x90, 16, 0xdc, 0xdd)
			if isOrdered then
				parts[#parts + 1] = '\\xc7\\0\\1'
				items = T.sorted(items)
			end
			for i = 1, #items do packInto(parts, items[i], depth + 1, isStored) end
			return
		elseif kind == Map then
			local content = peek(v, 1)
			local isOrdered = (content.flags or 0) & ORDERED ~= 0
			parts[#parts + 1] = countHeader(content.size + (isOrdered and 1 or 0), 0x80, 16, 0xde, 0xdf)
			if isOrdered then parts[#parts + 1] = '\\xc7\\0' .. char(content.flags) .. '\\xc0' end
			local keys = orderedKeys(content)
			for i = 1, #keys do
				packInto(parts, keys[i], depth + 1, isStored)
				packInto(parts, mapGet(content, keys[i]), depth + 1, isStored)
			end
			return
		else
			error('a value cannot be packed', 0)
		end
	end
	parts[#parts + 1] = out
end

local function pack(v, isStored)
	local parts = {}
	packInto(parts, v, 0, isStored)
	return concat(parts)
end

-- ---------------------------------------------------------------- unpacking

local MALFORMED = {}

local function malformed()
	error(MALFORMED, 0)
end

local function textValue(s)
	local kind = byte(s, 1)
	if kind == 3 then return keep(sub(s, 2)) end
	if kind == 23 then return T.newGeoJSON(keep(sub(s, 2))) end
	return T.newBytes(sub(s, 2), nil, kind or 0)
end

local EXT_SIZE = { [0xd4] = 1, [0xd5] = 2, [0xd6] = 4, [0xd7] = 8, [0xd8] = 16 }

-- Whether an extension stands at that place; if so, its type and where it ends.
local function extension(s, at)
	local code = byte(s, at)
	local size = EXT_SIZE[code]
	if size then return byte(s, at + 1), at + 2 + size end
	if code == 0xc7 then return byte(s, at + 2), at + 3 + (byte(s, at + 1) or 0) end
	if code == 0xc8 then return byte(s, at + 3), at + 4 + (sunpack('>I2', s, at + 1)) end
	if code == 0xc9 then return byte(s, at + 5), at + 6 + (sunpack('>I4', s, at + 1)) end
end

local unpackAt

local function unpackText(s, at, size)
	if at + size - 1 > #s then malformed() end
	return textValue(sub(s, at, at + size - 1)), at + size
end

local function unpackList(s, at, count, depth)
	if count > #s then malformed() end
	local items = {}
	if count > 0 then
		local kind, after = extension(s, at)
		if after then
			items.flags = kind
			at = after
			count = count - 1
		end
	end
	for i = 1, count do
		items[i], at = unpackAt(s, at, depth + 1)
	end
	return T.newList(items), at
end

local function unpackMap(s, at, count, depth)
	if count > #s then malformed() end
	local flags = 0
	if count > 0 then
		local kind, after = extension(s, at)
		if after then
			local _
			flags = kind or 0
			_, at = unpackAt(s, after, depth + 1)
			count = count - 1
		end
	end
	if flags & PRESERVE_ORDER ~= 0 then
		local items = {}
		for i = 1, 2 * count do items[i], at = unpackAt(s, at, depth + 1) end
		return T.newList(items), at
	end
	local map = T.newMap()
	local content = peek(map, 1)
	content.flags = flags
	for _ = 1, count do
		local key, value
		key, at = unpackAt(s, at, depth + 1)
		value, at = unpackAt(s, at, depth + 1)
		mapSet(content, key, value)
		if mapGet(content, key) == nil then malformed() end
	end
	return map, at
end

local FIXED = {
	[0xca] = '>f', [0xcb] = '>d', [0xcc] = '>I1', [0xcd] = '>I2', [0xce] = '>I4', [0xcf] = '>i8',
	[0xd0] = '>i1', [0xd1] = '>i2', [0xd2] = '>i4', [0xd3] = '>i8',
}
local LENGTH = { '>I1', '>I2', '>I4' }

function unpackAt(s, at, depth)
	local code = byte(s, at)
	if not code or depth > MAX_DEPTH then malformed() end
	if code < 0x80 then return code, at + 1 end
	if code >= 0xe0 then return code - 256, at + 1 end
	if code >= 0xa0 and code < 0xc0 then return unpackText(s, at + 1, code & 0x1f) end
	if code >= 0x90 and code < 0xa0 then return unpackList(s, at + 1, code & 0x0f, depth) end
	if code < 0x90 then return unpackMap(s, at + 1, code & 0x0f, depth) end
	if code == 0xc0 then return NIL, at + 1 end
	if code == 0xc2 or code == 0xc3 then return code == 0xc3, at + 1 end
	local fixed = FIXED[code]
	if fixed then return sunpack(fixed, s, at + 1) end
	if code >= 0xc4 and code <= 0xc6 then
		local size, start = sunpack(LENGTH[code - 0xc3], s, at + 1)
		return unpackText(s, start, size)
	elseif code >= 0xd9 and code <= 0xdb then
		local size, start = sunpack(LENGTH[code - 0xd8], s, at + 1)
		return unpackText(s, start, size)
	elseif code == 0xdc or code == 0xdd then
		local count, start = sunpack(LENGTH[code - 0xda], s, at + 1)
		return unpackList(s, start, count, depth)
	elseif code == 0xde or code == 0xdf then
		local count, start = sunpack(LENGTH[code - 0xdc], s, at + 1)
		return unpackMap(s, start, count, depth)
	end
	local _, after = extension(s, at)
	if after then return NIL, after end
	malformed()
end

-- The value at the start of s; nothing when it is malformed. A script's limits end the work all the same.
local function unpack(s)
	local ok, value = pcall(unpackAt, s, 1, 0)
	if ok then return value end
	if value ~= MALFORMED and type(value) ~= 'string' then error(value, 0) end
	if type(value) == 'string' and not find(value, 'too short', 1, true) then error(value, 0) end
end

-- ---------------------------------------------------------------- particles

-- The value of a stored particle; nil for one that has none in Lua.
local function fromParticle(kind, s)
	if kind == INTEGER then return (sunpack('>i8', s)) end
	if kind == FLOAT then return (sunpack('>d', s)) end
	if kind == STRING then return keep(s) end
	if kind == BOOL then return byte(s) ~= 0 end
	if kind == LIST or kind == MAP then return unpack(s) end
	if kind == GEO then
		local cells = sunpack('>I2', s, 2)
		return T.newGeoJSON(keep(sub(s, 4 + 8 * cells)))
	end
	return T.newBytes(s, nil, kind)
end

-- Types of bytes that are particle types as well; other bytes are blobs.
local STORED_AS = { [7] = 7, [8] = 8, [9] = 9, [10] = 10, [11] = 11, [12] = 12, [18] = 18 }

-- Particle type and bytes of a kept value, to be stored or to be answered with; 0 for what has none.
local function toParticle(v, isStored)
	local t = type(v)
	if t == 'number' then
		if numtype(v) == 'integer' then return INTEGER, spack('>i8', v) end
		return FLOAT, spack('>d', v)
	end
	if t == 'string' then return STRING, v end
	if t == 'boolean' then return BOOL, v and '\\1' or '\\0' end
	local kind = kindOf(v)
	if kind == List then return LIST, pack(v, isStored) end
	if kind == Map then return MAP, pack(v, isStored) end
	if kind == Bytes then
		local content = peek(v, 1)
		return isStored and STORED_AS[content.type] or BLOB, flat(content)
	end
	if kind == GeoJSON then return GEO, GEO_HEADER .. peek(v, 1) end
	return 0, ''
end

T.pack, T.unpack, T.fromParticle, T.toParticle = pack, unpack, fromParticle, toParticle
`;
