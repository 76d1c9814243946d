// Bytes, from 1. What each function does, and what it does with nonsense, is the real server's
// (docs/protocol/udf.md, "Bytes").

export const BYTES = /* lua */ `
local T = ...
local Bytes = T.Bytes
local wrap, check, integer, stringArgument, bytesText = T.wrap, T.check, T.integer, T.stringArgument, T.bytesText
local sub, byte, char, rep, concat = string.sub, string.byte, string.char, string.rep, table.concat
local spack, sunpack, select, next = string.pack, string.unpack, select, next

-- The content of bytes: a string, parts that are still to be put behind it, their common size, and how many bytes there
-- is said to be room for.
local function newBytes(s, capacity, kind)
	return wrap({ s = s, parts = {}, size = #s, capacity = capacity or #s, type = kind or 4 }, Bytes)
end

local function flat(content)
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

-- As many as are asked for, zeros behind the end: the server reads on there.
local function read(content, at, size)
	local found = sub(flat(content), at, at + size - 1)
	return #found == size and found or found .. rep('\\0', size - #found)
end

function bytes.get_string(...)
	if select('#', ...) ~= 3 then return end
	local b, i, n = ...
	local content = check(b, Bytes, 1)
	local at, size = integer(i, 0, 2), integer(n, 0, 3)
	if at < 1 or at > MAX or size < 0 or size > MAX then return end
	return read(content, at, size)
end

function bytes.get_bytes(...)
	if select('#', ...) ~= 3 then return end
	local b, i, n = ...
	local content = check(b, Bytes, 1)
	local at, size = integer(i, 0, 2), integer(n, 0, 3)
	if at < 1 or at > MAX or size < 0 or size > MAX then return end
	return newBytes(read(content, at, size))
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

T.newBytes, T.flat, T.globals.bytes = newBytes, flat, bytes
`;
