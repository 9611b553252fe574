-- Models that a script brings along: read from a file, from JSON text or from a table, and known by
-- a name from then on.
local core = require "moontide.core"
local failure = require "moontide.failure"

local M = {}

local registered = {} -- name → model

-- An error that says which text is meant.
local function blame(err, origin)
   failure.raise_from_script(core.error { status = err.status, code = err.code,
      message = origin and ("%s: %s"):format(origin, err.message) or err.message })
end

local function read_file(path)
   local file, problem = io.open(path, "rb")
   local text = file and file:read("a")
   if file then file:close() end
   if text then return text end
   failure.raise_from_script(core.error { status = "io",
      message = "the model cannot be read: " .. (problem or path .. " is not a file") })
end

local function parse(text, origin)
   local model, err = core.model { json = text }
   if not model then blame(err, origin) end
   return model
end

local function encode(value, origin)
   local text, err = core.json_encode(value)
   if not text then blame(err, origin) end
   return text
end

-- botocore keeps the paginators of data/x/service-2.json in a file beside it.
local function add_paginators(text, path)
   local folder = path:match("^(.*)service%-2%.json$")
   local file = folder and io.open(folder .. "paginators-1.json", "rb")
   if not file then return text end
   file:close()
   local document = core.json_decode(text)
   if type(document) ~= "table" or document.paginators then return text end
   local beside = folder .. "paginators-1.json"
   local given, err = core.json_decode(read_file(beside))
   if not given then blame(err, beside) end
   document.paginators = type(given) == "table" and given.pagination or nil
   return encode(document, path)
end

local function is_json(text)
   return text:find("^%s*[{%[]") ~= nil
end

---A model from what a script has: a model, JSON text, or the table that the text stands for.
---@param source userdata|string|table
---@return userdata model
function M.read(source)
   if type(source) == "userdata" then return source end
   if type(source) == "table" then return parse(encode(source)) end
   if type(source) ~= "string" or not is_json(source) then
      error("model: JSON text, a table or a model expected (moontide.load_model reads files)", 3)
   end
   return parse(source)
end

local function name_of(path)
   local stem = path:match("([^/]+)%.json$") or path:match("([^/]+)$")
   if stem ~= "service-2" then return stem end
   error("load_model: service-2.json says nothing of the service; pass its name after the path", 3)
end

---Makes a service known that is not built in, or a newer model of one that is. The path's name
---without ".json" is the service's, unless another is given.
---@param source string|table path of a model in botocore's dialect, its JSON text or table
---@param name? string for moontide.client; needed where there is no path
---@return string name
function M.load_model(source, name)
   local model
   if type(source) == "string" and not is_json(source) then
      name = name or name_of(source)
      model = parse(add_paginators(read_file(source), source), source)
   else
      if type(name) ~= "string" then
         error("load_model: a name expected after a model that is not a file", 2)
      end
      model = M.read(source)
   end
   registered[name] = model
   return name
end

---The model that was loaded under a name.
---@param name string
---@return userdata?
function M.find(name) return registered[name] end

---Forgets what was loaded: for specs.
function M.forget() registered = {} end

return M
