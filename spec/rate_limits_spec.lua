-- What the command line may say about how fast, how long and how often, and what is remembered.
local core = require "moontide.core"
local emulators = require "moontide.emulator"
local program = require "support.program"

local SCRIPT <const> = [[
local moontide = require "moontide"
local aas = moontide.client("application-autoscaling", { region = "eu-west-1" })
local names = {}
for i = 1, tonumber(arg[1]) do names[i] = ("endpoint/e%d/variant/v"):format(i) end
moontide.map(names, function(name)
   aas:register_scalable_target { ServiceNamespace = "sagemaker", ResourceId = name,
      ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
      MinCapacity = 1, MaxCapacity = 2 }
end)
]]

local root

local function run(handle, arguments, count)
   local path = program.write(SCRIPT, ".lua")
   local words = { "run", "--endpoint-url", handle.url, path }
   for _, word in ipairs(arguments) do words[#words + 1] = word end
   words[#words + 1] = "--"
   words[#words + 1] = tostring(count)
   return program.run(words, { env = { HOME = root, AWS_ACCESS_KEY_ID = handle.access_key_id,
      AWS_SECRET_ACCESS_KEY = handle.secret_access_key } })
end

local function errors_of(handle, code)
   local pipe <close> = assert(io.popen("curl -s " .. handle.url .. "/_moontide/counters"))
   return core.json_decode(pipe:read "a").errors[code] or 0
end

local function exists(path)
   local file <close> = io.open(path, "rb")
   return file ~= nil
end

describe("rates", function()
   before_each(function()
      root = os.tmpname()
      os.remove(root)
      assert(core.make_directory(root))
   end)
   after_each(function()
      program.clean()
      os.execute("rm -rf " .. root)
   end)

   it("are remembered in a file that is named", function()
      local handle <close> = assert(emulators.start { throttle = "15,10" })
      local file = root .. "/deep/rates.json"
      local first = run(handle, { "--rate-memory", file, "-vv" }, 40)
      assert.equal(0, first.code, first.err)
      assert.not_matches("remembered as", first.err)
      local text = program.read(file)
      assert.not_matches(handle.access_key_id, text, 1, true)
      local _, kept = next(core.json_decode(text).rates)
      assert.is_true(kept.rate > 5 and kept.rate < 40, text)
      local second = run(handle, { "--rate-memory", file, "-vv" }, 20)
      assert.equal(0, second.code, second.err)
      assert.matches("application%-autoscaling in http://%S+, write: remembered as", second.err)
   end)

   it("of a service on this machine are not, unless that is wanted", function()
      local handle <close> = assert(emulators.start { throttle = "15,10" })
      assert.equal(0, run(handle, {}, 30).code)
      assert.equal(0, run(handle, { "--rate-memory", "off" }, 30).code)
      assert.is_true(errors_of(handle, "ThrottlingException") > 0)
      assert.is_false(exists(root .. "/.cache/moontide/rates.json"))
   end)

   it("are capped by --rate", function()
      local handle <close> = assert(emulators.start { throttle = "200,10" })
      local result = run(handle, { "--rate", "60.5" }, 30)
      assert.equal(0, result.code, result.err)
      assert.equal(0, errors_of(handle, "ThrottlingException"))
   end)
end)

describe("limits", function()
   it("end a run by --max-time", function()
      local handle <close> = assert(emulators.start { latency_ms = 60000 })
      root = "/nonexistent"
      local result = run(handle, { "--max-time", "0.3s" }, 5)
      assert.equal(1, result.code)
      assert.matches("the time of 0.3 s allowed for the whole run is over", result.err)
   end)

   it("end a call by --max-attempts", function()
      local handle <close> = assert(emulators.start { faults = { "error:status=500,chance=1" } })
      root = "/nonexistent"
      local result = run(handle, { "--max-attempts", "2" }, 1)
      assert.equal(1, result.code)
      assert.equal(2, errors_of(handle, "InternalFailure"), result.err)
   end)
end)
