-- The emulator in its own process, over a socket, with moontide's own client.
local core = require "moontide.core"
local emulator = require "moontide.emulator"
local moontide = require "moontide"

local dimension = "sagemaker:variant:DesiredInstanceCount"

local function client_of(handle, options)
   local given = {
      region = "eu-west-1", endpoint_url = handle.url,
      credentials = {
         access_key_id = handle.access_key_id, secret_access_key = handle.secret_access_key,
      },
   }
   for name, value in pairs(options or {}) do
      given[name] = value
   end
   return moontide.client("application-autoscaling", given)
end

local function target(number)
   return {
      ServiceNamespace = "sagemaker", ScalableDimension = dimension, MinCapacity = 1,
      MaxCapacity = 4, ResourceId = ("endpoint/e%d/variant/v"):format(number),
   }
end

local function range(count)
   local list = {}
   for i = 1, count do
      list[i] = i
   end
   return list
end

describe("an emulator in its own process", function()
   it("serves what it was told, until it is closed", function()
      local handle <close> = assert(emulator.start { account = "111122223333",
         credentials = "AKID:s/e+c=ret" })
      assert.equal("http://127.0.0.1:" .. handle.port, handle.url)
      assert.equal("111122223333", handle.account)
      assert.equal("AKID", handle.access_key_id)
      local aas = client_of(handle)
      local output = aas:register_scalable_target(target(1))
      assert.truthy(output.ScalableTargetARN:find(":111122223333:scalable-target/056m", 1, true))
      local found = aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
      assert.equal("endpoint/e1/variant/v", found.ScalableTargets[1].ResourceId)
      aas:deregister_scalable_target { ServiceNamespace = "sagemaker",
         ScalableDimension = dimension, ResourceId = "endpoint/e1/variant/v" }
      handle:close()
      handle:close()
      local _, err = moontide.try(function()
         return client_of(handle, { max_attempts = 1 }):describe_scalable_targets {
            ServiceNamespace = "sagemaker" }
      end)
      assert.equal("network", err.status)
   end)

   it("refuses as AWS does", function()
      local handle <close> = assert(emulator.start())
      local _, err = moontide.try(function()
         return client_of(handle):deregister_scalable_target { ServiceNamespace = "sagemaker",
            ScalableDimension = dimension, ResourceId = "endpoint/none/variant/v" }
      end)
      assert.equal("ObjectNotFoundException", err.code)
      assert.equal(400, err.http)
      assert.equal(36, #err.request_id)
      _, err = moontide.try(function()
         return client_of(handle, { credentials = { access_key_id = handle.access_key_id,
            secret_access_key = "wrong" } }):describe_scalable_targets {
            ServiceNamespace = "sagemaker" }
      end)
      assert.equal("InvalidSignatureException", err.code)
      assert.equal("auth", err.status)
   end)

   it("pages through what many tasks registered", function()
      local handle <close> = assert(emulator.start())
      local aas = client_of(handle)
      moontide.map(range(120), function(i) aas:register_scalable_target(target(i)) end,
         { limit = 32 })
      local count, seen = 0, {}
      for item in aas:each("DescribeScalableTargets", { ServiceNamespace = "sagemaker" }) do
         count = count + 1
         seen[item.ResourceId] = true
      end
      assert.equal(120, count)
      assert.is_true(seen["endpoint/e120/variant/v"])
   end)

   it("holds answers back side by side", function()
      local handle <close> = assert(emulator.start { latency_ms = 200 })
      local aas = client_of(handle)
      local started = core.monotonic()
      moontide.map(range(20), function(i) aas:register_scalable_target(target(i)) end,
         { limit = 20 })
      local elapsed = core.monotonic() - started
      assert.is_true(elapsed >= 0.199, elapsed .. " s")
      assert.is_true(elapsed < 2, elapsed .. " s")
   end)

   it("throttles, and a client that waits loses nothing", function()
      local handle <close> = assert(emulator.start { throttle = "50,5" })
      local aas = client_of(handle, { max_attempts = 20 })
      moontide.map(range(20), function(i) aas:register_scalable_target(target(i)) end,
         { limit = 20 })
      local output = aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
      assert.equal(20, #output.ScalableTargets)
   end)

   it("says why it cannot start", function()
      local first <close> = assert(emulator.start())
      local second, err = emulator.start { port = first.port }
      assert.is_nil(second)
      assert.equal("io", err.status)
      assert.truthy(err.message:find(tostring(first.port), 1, true))
   end)
end)
