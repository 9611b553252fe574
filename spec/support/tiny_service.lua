-- A service of a few operations and a server for it in a worker, for the specs of the binding,
-- which want neither the emulator nor a real model.
local core = require "moontide.core"

local tiny = {}

tiny.json = [[{
  "metadata": { "jsonVersion": "1.1", "targetPrefix": "Tiny", "endpointPrefix": "tiny",
                "signingName": "tiny", "protocol": "json" },
  "operations": {
    "Put": { "name": "Put", "input": { "shape": "PutInput" }, "output": { "shape": "PutOutput" },
             "idempotent": true },
    "List": { "name": "List", "input": { "shape": "ListInput" },
              "output": { "shape": "ListOutput" } },
    "Ping": { "name": "Ping" }
  },
  "shapes": {
    "PutInput": { "type": "structure", "required": ["Name"], "members": {
      "Name": { "shape": "Name" }, "Size": { "shape": "Size" }, "Ratio": { "shape": "Ratio" },
      "Steps": { "shape": "Steps" }, "Tags": { "shape": "Tags" }, "When": { "shape": "When" },
      "Big": { "shape": "Big" }, "Mode": { "shape": "Mode" } } },
    "PutOutput": { "type": "structure", "members": {
      "Name": { "shape": "Name" }, "Steps": { "shape": "Steps" }, "Tags": { "shape": "Tags" },
      "When": { "shape": "When" }, "Echo": { "shape": "Name" } } },
    "ListInput": { "type": "structure", "members": { "Count": { "shape": "Size" } } },
    "ListOutput": { "type": "structure", "members": { "Steps": { "shape": "Steps" } } },
    "Name": { "type": "string", "min": 1, "max": 5000 },
    "Mode": { "type": "string", "enum": ["on", "off"] },
    "Size": { "type": "integer" }, "Ratio": { "type": "double" }, "Big": { "type": "long" },
    "When": { "type": "timestamp" },
    "Steps": { "type": "list", "member": { "shape": "Step" } },
    "Step": { "type": "structure", "members": { "Size": { "shape": "Size" } } },
    "Tags": { "type": "map", "key": { "shape": "Name" }, "value": { "shape": "Name" } }
  }
}]]

local function answer(request)
   local operation = (request:header("x-amz-target") or ""):match("%.(.*)$")
   local input = core.json_decode(request:body())
   local name = type(input) == "table" and input.Name or ""
   if operation == "List" then return 200, '{"Steps":[],"Unknown":{"a":[1]},"Gone":null}' end
   if operation == "Ping" then return 200, "" end
   local refusal = name:match("^refuse(%d*)$")
   if refusal then
      return 400, core.json_encode { __type = "ValidationException",
         message = "no: " .. ("x"):rep(tonumber(refusal) or 0) }
   end
   return 200, core.json_encode { Name = name, Echo = request:body(), When = 1700000000.5 }
end

local function reply(request)
   local status, body = answer(request)
   request:reply(status, { ["Content-Type"] = "application/x-amz-json-1.1",
      ["x-amzn-RequestId"] = "11111111-2222-3333-4444-555555555555" }, body)
end

local function serve(channel)
   local server = assert(core.server { stop_fd = channel:stop_fd() })
   channel:write_line(tostring(server:port()))
   local silent -- keeps them from being collected, which would reset them
   while server:poll(-1) do
      for request in function() return server:next() end do
         if request:body():find('"silent"', 1, true) then
            silent = { request, silent }
         elseif request:body():find('"reset"', 1, true) then
            request:reset()
         else
            reply(request)
         end
      end
   end
   server:close()
end

---A server in a worker; close the worker to end it.
---@return userdata worker, string endpoint_url
function tiny.start()
   local worker = assert(core.worker(serve))
   local port = assert(worker:read_line(5))
   return worker, "http://127.0.0.1:" .. port
end

---@return table options for engine:client
function tiny.options(endpoint_url)
   return {
      service = "tiny", region = "eu-west-1", endpoint_url = endpoint_url, max_attempts = 1,
      model = assert(core.model { json = tiny.json }),
      credentials = { access_key_id = "AKIDEXAMPLE", secret_access_key = "secret" },
   }
end

---Turns the engine until `call` (or, without one, everything) has been popped.
function tiny.drive(engine, call)
   local deadline = core.monotonic() + 10
   while engine:pending() > 0 do
      assert(engine:poll(0.05))
      for done in function() return engine:next() end do
         if done == call then return call:result() end
      end
      assert(core.monotonic() < deadline, "the call does not end")
   end
end

return tiny
