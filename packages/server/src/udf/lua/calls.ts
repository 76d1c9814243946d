// Runs a function of the module on a record. The request is bytes, and so is the answer; record-call.ts has the other end.

export const CALLS = /* lua */ `
local T = ...
local sunpack, spack, concat = string.unpack, string.pack, table.concat
local pcall, type, unpack = pcall, type, table.unpack
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

T.readRecord, T.argumentsOf = readRecord, argumentsOf
`;
