-- AWS's cases of the protocols: what inputs look like on the wire, and what answers mean.
local copies = require "moontide.deploy.copies"
local conformance = require "support.conformance"
local core = require "moontide.core"

local M = {}

local digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(text)
   local coded = text:gsub("..?.?", function(three)
      local a, b, c = three:byte(1, 3)
      local bits = a << 16 | (b or 0) << 8 | (c or 0)
      local four = ""
      for shift = 18, 0, -6 do
         local at = (bits >> shift & 63) + 1
         four = four .. digits:sub(at, at)
      end
      return four:sub(1, #three + 1) .. ("="):rep(3 - #three)
   end)
   return coded
end

---The cases have blobs as bytes; moontide has them in base64 on both sides.
local function coded(shapes, name, value)
   local shape = shapes[name]
   if shape.type == "blob" and type(value) == "string" then
      return base64(value)
   elseif type(value) ~= "table" then
      return value
   end
   local result = setmetatable({}, getmetatable(value)) -- an empty list stays one
   for key, item in pairs(value) do
      local reference = shape.type == "structure" and (shape.members or {})[key]
         or shape.member or shape.value
      result[key] = reference and coded(shapes, reference.shape, item) or item
   end
   return result
end

local function fields(form)
   local list = {}
   for field in form:gmatch("[^&]+") do list[#list + 1] = field end
   table.sort(list)
   return list
end

local function same_body(actual, expected, is_query)
   if not expected then return true end
   if is_query then return copies.equal(fields(actual), fields(expected)) end
   return copies.equal(core.json_decode(actual), core.json_decode(expected))
end

local function host_of(case, suite)
   local given = (suite.clientEndpoint or ""):gsub("^https://", "")
   return case.serialized.host and case.serialized.host ~= given
end

local function is_serialised(suite, case, answer)
   local expected, headers = case.serialized, answer.headers or {}
   if answer.error or host_of(case, suite) then return false end
   for _, name in ipairs { "Content-Type", "X-Amz-Target" } do
      local wanted = (expected.headers or {})[name]
      if wanted and (headers[name] or ""):match("^[^;]*") ~= wanted then return false end
   end
   for _, name in ipairs(expected.forbidHeaders or {}) do
      if headers[name] then return false end
   end
   local is_query = suite.metadata.protocol == "query"
   return answer.method == expected.method and answer.uri == expected.uri
      and same_body(answer.body, expected.body, is_query)
end

local function is_parsed(suite, case, answer)
   if case.errorCode then
      return answer.errorCode == case.errorCode
         and (not case.errorMessage or answer.errorMessage == case.errorMessage)
   end
   local output = case.given.output
   local expected = case.result or {}
   if output then expected = coded(suite.shapes, output.shape, expected) end
   return answer.result ~= nil and copies.equal(answer.result, expected)
end

local function input_of(suite, case)
   local input = { metadata = suite.metadata, shapes = suite.shapes, given = case.given,
                   response = case.response, clientEndpoint = suite.clientEndpoint }
   if case.serialized then
      local shape = case.given.input and case.given.input.shape
      input.params = shape and coded(suite.shapes, shape, case.params) or case.params
   end
   return input
end

local function run(name, op, passes)
   local suites = conformance.load(name)
   if not suites then return nil end
   local rows, inputs = {}, {}
   for _, suite in ipairs(suites) do
      for _, case in ipairs(suite.cases) do
         rows[#rows + 1] = { suite = suite, case = case, id = case.id }
         inputs[#rows] = input_of(suite, case)
      end
   end
   for i, answer in ipairs(conformance.run(op, inputs)) do
      rows[i].passed = passes(rows[i].suite, rows[i].case, answer)
      rows[i].answer = answer
   end
   return rows
end

---Each file with its cases: { id, passed, answer }.
M.files = {
   { name = "protocol/input-json.json",
     run = function(name) return run(name, "serialise", is_serialised) end },
   { name = "protocol/input-query.json",
     run = function(name) return run(name, "serialise", is_serialised) end },
   { name = "protocol/output-json.json",
     run = function(name) return run(name, "parse", is_parsed) end },
   { name = "protocol/output-query.json",
     run = function(name) return run(name, "parse", is_parsed) end },
}

return M
