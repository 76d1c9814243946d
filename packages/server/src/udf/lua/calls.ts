// What the server asks of a module: to run a function on a record, or on a stream. A request is bytes, and so is the
// answer; record-call.ts and aggregation.ts have the other end.

export const CALLS = /* lua */ `
local T = ...
local sunpack, spack, concat, select = string.unpack, string.pack, table.concat, select
local pcall, error, type, unpack = pcall, error, type, table.unpack
local peek = T.debug.getuservalue
local G = _G

local SUCCESS, FAILURE, UPDATE_FAILED = 0, 1, 2
local EXISTS = 1
local UNEXPECTED = 'result value type unexpected'

-- record := u8 flags · [u16 generation · u32 ttl · i64 last update · u32 size · s1 set] · s4 key · 20 digest
--           · u8 refusal · u8 create refusal · u16 bins · *(s1 name · u8 type · s4 value)
local function readRecord(s, at, isStream)
	local r = { bins = {}, order = {}, isStream = isStream }
	local flags, count
	flags, at = sunpack('B', s, at)
	r.isOpen = flags & EXISTS ~= 0
	r.generation, r.ttl, r.lastUpdate, r.size, r.set, r.key, at = sunpack('>I2I4i8I4s1s4', s, at)
	if r.set == '' then r.set = nil end
	r.digest, r.refusal, r.createRefusal, count, at = sunpack('>c20BBI2', s, at)
	for i = 1, count do
		local name, kind, bytes
		name, kind, bytes, at = sunpack('>s1Bs4', s, at)
		r.bins[name] = { kind = kind, bytes = bytes }
		r.order[i] = name
	end
	return r, at
end

-- updates := u8 has updates · u8 has ttl · u32 ttl · u8 key dropped · u16 bins · *(s1 name · u8 is new · [u8 type · s4 value])
local function writeUpdates(parts, r)
	parts[#parts + 1] = spack('>BBI4BI2', r.hasUpdates and 1 or 0, r.newTtl and 1 or 0, r.newTtl or 0,
		r.isKeyDropped and 1 or 0, #r.order)
	if not r.hasUpdates then return end
	for i = 1, #r.order do
		local bin = r.bins[r.order[i]]
		if bin.isNew then parts[#parts + 1] = spack('>s1BBs4', r.order[i], 1, bin.kind, bin.bytes)
		else parts[#parts + 1] = spack('>s1B', r.order[i], 0) end
	end
end

local function failure(text)
	return spack('>Bs4', FAILURE, type(text) == 'string' and T.keep(text) or UNEXPECTED)
end

local function argumentsOf(s)
	local list = s ~= '' and T.unpack(s) or nil
	if T.kindOf(list) ~= T.List then return {}, 0 end
	local values = {}
	local items = peek(list, 1)
	for i = 1, #items do values[i] = T.give(items[i]) end
	return values, #items
end

-- What an error handler of the server sees of an error: the text without a position of ours.
local function particleOf(v)
	local kept = T.keep(v)
	if kept == nil or kept == T.NIL then return 0, '' end
	return T.toParticle(kept)
end

-- request := s2 function · s4 arguments · record
T.applyRecord = function(request)
	local name, packed, at = sunpack('>s2s4', request)
	local values, count = argumentsOf(packed)
	local rec, r = T.newRecord((readRecord(request, at, false)))
	T.isStream = false
	G.aerospike = T.aerospike
	local f = G[name]
	if f == nil then return failure('function not found') end
	local ok, result = pcall(f, rec, unpack(values, 1, count))
	if not ok then return failure(result) end
	if r.code ~= 0 then return spack('BB', UPDATE_FAILED, r.code) end
	local kind, bytes = particleOf(result)
	local parts = { spack('>BBs4', SUCCESS, kind, bytes) }
	writeUpdates(parts, r)
	return concat(parts)
end

-- ---------------------------------------------------------------- streams

local SERVER, CLIENT, EITHER, BOTH = 1, 2, 3, 4
local LIMIT = 1000

local function cloneOf(v)
	if type(v) == 'table' then
		local copy = {}
		for key, value in next, v do copy[key] = value end
		return copy
	end
	local kind = type(v) == 'userdata' and T.debug.getmetatable(v)
	if kind == T.Map then return T.globals.map.clone(v) end
	if kind == T.List then return T.globals.list.clone(v) end
	if type(v) == 'userdata' then return nil end
	return v
end

local function filter(nextValue, p)
	return function()
		for a in nextValue do
			if p(a) then return a end
		end
	end
end

local function transform(nextValue, f)
	return function()
		local a = nextValue()
		if a ~= nil then return (f(a)) end
	end
end

local function reduce(nextValue, f)
	local isDone = false
	return function()
		if isDone then return nil end
		local a = nextValue()
		if a ~= nil then
			for b in nextValue do a = f(a, b) end
		end
		isDone = true
		return a
	end
end

local function aggregate(nextValue, initial, f)
	local isDone = false
	return function()
		if isDone then return nil end
		local a = cloneOf(initial)
		for b in nextValue do
			a = f(a, b)
			if type(a) == 'number' and a >= LIMIT then return a end
		end
		isDone = true
		return a
	end
end

local Pipeline = {}
Pipeline.__index = Pipeline

local function operation(name, scope, f)
	Pipeline[name] = function(self, ...)
		self.ops[#self.ops + 1] = { scope = scope, name = name, func = f, args = { ... }, count = select('#', ...) }
		return self
	end
end

operation('filter', EITHER, filter)
operation('map', EITHER, transform)
operation('aggregate', SERVER, aggregate)
operation('reduce', BOTH, reduce)

function Pipeline:groupby(f)
	local list, map = T.globals.list, T.globals.map
	local function gather(m, v)
		local key = f and f(v) or nil
		local group = m[key] or list()
		list.append(group, v)
		m[key] = group
		return m
	end
	local function join(first, second)
		local both = list.clone(first)
		for v in list.iterator(second) do list.append(both, v) end
		return both
	end
	return self:aggregate(map(), gather):reduce(function(m1, m2) return map.merge(m1, m2, join) end)
end

-- The part of the pipeline that belongs to that side: the server's ends with the first reduce, the client's begins there.
local function select_ops(ops, scope)
	local server, client = {}, {}
	local isClient = false
	for i = 1, #ops do
		local op = ops[i]
		if isClient then client[#client + 1] = op
		elseif op.scope == BOTH then
			server[#server + 1], client[#client + 1] = op, op
			isClient = true
		else server[#server + 1] = op end
	end
	return scope == CLIENT and client or server
end

local function once(read)
	local isDone = false
	return function()
		if isDone then return nil end
		local v = read()
		if v == nil then isDone = true end
		return v
	end
end

-- request := s2 function · s4 arguments · u8 scope. T.read gives a record or, to a client, a value; nil ends the stream.
-- T.write takes particle type and bytes.
T.applyStream = function(request)
	local name, packed, scope = sunpack('>s2s4B', request)
	local values, count = argumentsOf(packed)
	T.isStream = true
	G.aerospike = T.aerospike
	local f = G[name]
	if f == nil then error('function not found', 0) end
	local pipeline = setmetatable({ ops = {} }, Pipeline)
	local result = f(pipeline, unpack(values, 1, count))
	if type(result) ~= 'table' then
		error('[string "aerospike.lua"]:33: attempt to index a ' .. type(result) .. " value (global 'result')", 0)
	end
	local read = once(function()
		local s = T.read()
		if s == nil then return nil end
		if scope == CLIENT then
			local kind, bytes = sunpack('>Bs4', s)
			return (T.give(T.fromParticle(kind, bytes)))
		end
		return (T.newRecord((readRecord(s, 1, true))))
	end)
	for _, op in ipairs(select_ops(result.ops, scope)) do
		read = op.func(read, unpack(op.args, 1, op.count)) or read
	end
	for v in read do
		-- What cannot be sent is left out; a record is sent as nothing.
		local kept = T.keep(v)
		if kept ~= nil then T.write(T.toParticle(kept)) end
	end
end

T.globals.stream = {
	read = function() return nil end,
	write = function() return 1 end,
	readable = function() return false end,
	writable = function() return false end,
	tostring = function() return 'Stream' end,
}
`;
