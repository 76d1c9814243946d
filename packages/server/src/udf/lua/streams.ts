// Runs a function of the module on a stream: the function returns a pipeline, of which the server and the client each run
// a part (docs/protocol/udf.md, "Streams"). aggregation.ts has the other end.

export const STREAMS = /* lua */ `
local T = ...
local sunpack, unpack, select = string.unpack, table.unpack, select
local type, error, next, ipairs, setmetatable = type, error, next, ipairs, setmetatable
local G = _G

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
local function partOf(ops, scope)
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
	local values, count = T.argumentsOf(packed)
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
		return (T.newRecord((T.readRecord(s, 1, true))))
	end)
	for _, op in ipairs(partOf(result.ops, scope)) do
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
