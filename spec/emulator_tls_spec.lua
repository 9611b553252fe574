-- The emulator over TLS, with a certificate of its own or one that is given.
local emulators = require "moontide.emulator"
local files = require "moontide.files"
local program = require "support.program"

local directory

local function path(name)
   return directory .. "/" .. name
end

before_each(function()
   directory = os.tmpname()
   os.remove(directory)
   assert(os.execute("mkdir " .. directory))
end)
after_each(function()
   os.execute("rm -rf " .. directory)
   program.clean()
end)

local SCRIPT = [[
local moontide = require "moontide"
local aas = moontide.client("application-autoscaling", { region = "eu-west-1" })
local ids = {}
for i = 1, 100 do ids[i] = ("endpoint/e%d/variant/v"):format(i) end
moontide.map(ids, function(id)
   aas:register_scalable_target { ServiceNamespace = "sagemaker", MinCapacity = 1, MaxCapacity = 2,
      ResourceId = id, ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }
end, { limit = 20 })
print(#aas:describe_scalable_targets({ ServiceNamespace = "sagemaker" }).ScalableTargets)
]]

local function run(handle, ca_file)
   local file <close> = assert(io.open(path "script.lua", "w"))
   file:write(SCRIPT)
   file:flush()
   return program.run({ "run", "--endpoint-url", handle.url, path "script.lua" }, { env = {
      AWS_ACCESS_KEY_ID = handle.access_key_id, AWS_SECRET_ACCESS_KEY = handle.secret_access_key,
      AWS_CA_BUNDLE = ca_file,
   } })
end

local function make_certificate(name)
   assert(os.execute(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
      .. "-days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1"
      .. " -keyout %s -out %s 2>/dev/null")
      :format(path(name .. ".key"), path(name .. ".pem"))))
end

describe("an emulator with TLS", function()
   it("is reached by whoever trusts the certificate it has written", function()
      local handle <close> = assert(emulators.start { tls = true, ca_file = path "ca.pem" })
      assert.matches("^https://127%.0%.0%.1:%d+$", handle.url)
      local result = run(handle, path "ca.pem")
      assert.same({ "50\n", 0 }, { result.out, result.code })
   end)

   it("is not reached by others", function()
      local handle <close> = assert(emulators.start { tls = true })
      make_certificate "other"
      local result = run(handle, path "other.pem")
      assert.equal(1, result.code)
      assert.matches("certificate", result.err)
   end)

   it("shows the certificate it is given", function()
      make_certificate "given"
      local handle <close> = assert(emulators.start { tls_certificate = path "given.pem",
         tls_key = path "given.key", ca_file = path "ca.pem" })
      assert.equal(files.read(path "given.pem"), files.read(path "ca.pem"))
      assert.equal("50\n", run(handle, path "ca.pem").out)
   end)

   it("says what is wrong with the files", function()
      make_certificate "one"
      make_certificate "two"
      local _, err = emulators.start { tls_certificate = path "one.pem", tls_key = path "two.key" }
      assert.matches("two.key cannot be used for TLS: key values mismatch", err.message)
      _, err = emulators.start { tls_certificate = path "none.pem", tls_key = path "two.key" }
      assert.matches("none.pem cannot be used for TLS: ", err.message)
      assert.has_error(function() emulators.start { tls_key = path "two.key" } end)
      assert.has_error(function() emulators.start { ca_file = path "ca.pem" } end)
   end)
end)
