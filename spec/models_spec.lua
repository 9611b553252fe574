-- Models that a script brings along.
local core = require "moontide.core"
local models = require "moontide.models"
local moontide = require "moontide"
local path = require "pl.path"
local error_of = require "support.error_of"
local program = require "support.program"
local tiny = require "support.tiny_service"

describe("load_model", function()
   after_each(function()
      models.forget()
      program.clean()
   end)

   local function client(service, options)
      local given = { region = "eu-west-1", endpoint_url = "http://127.0.0.1:9" }
      for key, value in pairs(options or {}) do given[key] = value end
      return moontide.client(service, given)
   end

   it("makes a file's service usable under the file's name", function()
      local file = program.write(tiny.json, ".json")
      local name = moontide.load_model(file)
      assert.equal(path.basename(file):gsub("%.json$", ""), name)
      assert.equal(name .. " client (eu-west-1)", tostring(client(name)))
      assert.is_function(client(name).put)
      assert.equal(client(name).put, client(name).put)
   end)

   it("takes text and tables, too, with a name", function()
      assert.equal("small", moontide.load_model(tiny.json, "small"))
      assert.is_function(client("small").ping)
      assert.equal("other", moontide.load_model(core.json_decode(tiny.json), "other"))
      assert.is_function(client("other").list)
      assert.error_matches(function() moontide.load_model(tiny.json) end, "a name expected")
      assert.error_matches(function() moontide.load_model("service-2.json") end, "pass its name")
   end)

   it("wins over a model that is built in, until it is loaded again", function()
      moontide.load_model(tiny.json, "sagemaker")
      assert.is_function(client("sagemaker").ping)
      moontide.load_model((tiny.json:gsub('"Ping"', '"Pong"')), "sagemaker")
      assert.is_function(client("sagemaker").pong)
      assert.is_false(pcall(function() return client("sagemaker").ping end))
   end)

   it("reads botocore's paginators beside its service-2.json", function()
      local folder = os.tmpname()
      os.remove(folder)
      assert(path.mkdir(folder))
      local function put(name, text)
         local file = assert(io.open(folder .. "/" .. name, "w"))
         file:write(text)
         file:close()
      end
      put("service-2.json", tiny.json)
      put("paginators-1.json", [[{ "pagination": { "List": { "input_token": "T",
         "output_token": "T", "result_key": "Steps" } } }]])
      moontide.load_model(folder .. "/service-2.json", "paged")
      put("paginators-1.json", "{")
      local err = error_of(moontide.load_model, folder .. "/service-2.json", "paged")
      for _, name in ipairs { "service-2.json", "paginators-1.json" } do
         os.remove(folder .. "/" .. name)
      end
      path.rmdir(folder)
      assert.has_no_error(function() client("paged"):pages("List") end)
      assert.equal("syntax", err.status)
      assert.matches("/paginators%-1%.json: JSON, line 1", err.message)
   end)

   it("says which file, and which shape, is wrong", function()
      local file = program.write((tiny.json:gsub('"type": "double"', '"type": "doubel"')), ".json")
      local err = error_of(moontide.load_model, file)
      assert.equal("model", err.status)
      assert.equal(file .. ': shape Ratio: "doubel" is not a type', err.message)
      local pattern = tiny.json:gsub('"min": 1, "max": 5000', '"pattern": "("')
      assert.matches("^shape Name: the pattern %( is not usable",
         error_of(moontide.load_model, pattern, "small").message)
   end)

   it("says which file cannot be read, or is no JSON", function()
      local err = error_of(moontide.load_model, "/nonexistent/x.json")
      assert.equal("io", err.status)
      assert.matches("/nonexistent/x%.json: No such file", err.message)
      assert.equal("io", error_of(moontide.load_model, "/").status)
      local file = program.write("{ nonsense", ".json")
      err = error_of(moontide.load_model, file)
      assert.equal("syntax", err.status)
      assert.equal(file .. ": ", err.message:sub(1, #file + 2))
   end)

   it("is also an option of a client", function()
      for _, model in ipairs { tiny.json, core.json_decode(tiny.json),
         core.model { json = tiny.json } } do
         assert.is_function(client("tiny", { model = model }).ping)
      end
      assert.error_matches(function() client("tiny", { model = "tiny.json" }) end, "load_model")
      assert.error_matches(function() client("tiny", { model = 1 }) end, "JSON text, a table")
   end)
end)
