-- The services beside Application Auto Scaling, as they are spoken to on the wire: a server that
-- writes down what it was sent.
local core = require "moontide.core"
local environment = require "support.environment"
local moontide = require "moontide"
local context = require "moontide.context"

-- Answers with the headers of the request, in the member that the operation's output has for text.
local function serve(channel)
   local server = assert(core.server { stop_fd = channel:stop_fd() })
   channel:write_line(tostring(server:port()))
   while server:poll(-1) do
      for request in function() return server:next() end do
         local target = request:header("x-amz-target")
         if target:find("DeleteAlarms", 1, true) then
            request:reply(400, { ["x-amzn-query-error"] = "ResourceNotFound;Sender" },
               '{"__type":"com.amazonaws.cloudwatch#ResourceNotFoundException","message":"gone"}')
         else
            local seen = {}
            for _, name in ipairs { "x-amz-target", "content-type", "x-amzn-query-mode" } do
               seen[name] = request:header(name)
            end
            seen.scope = request:header("authorization"):match("Credential=[^/]+/%d+/([^,]+)")
            request:reply(200, nil, core.json_encode { NextToken = core.json_encode(seen) })
         end
      end
   end
end

describe("neighbour services", function()
   local worker, before, url

   setup(function()
      worker = assert(core.worker(serve))
      url = "http://127.0.0.1:" .. assert(worker:read_line(5))
   end)
   teardown(function() worker:close() end)

   before_each(function()
      environment.set("AWS_PROFILE", nil)
      environment.set("AWS_CONFIG_FILE", "/dev/null")
      environment.set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
      before = context.replace_engine(nil)
   end)
   after_each(function()
      local engine = context.replace_engine(before)
      if engine then engine:close() end
   end)

   local function client(service)
      return moontide.client(service, { region = "eu-west-1", endpoint_url = url,
         credentials = { access_key_id = "AKIDEXAMPLE", secret_access_key = "secret" } })
   end

   -- service, operation, its target, content type, signing name, query mode
   for _, row in ipairs {
      { "sagemaker", "ListEndpoints", "SageMaker.ListEndpoints", "1.1", "sagemaker" },
      { "cloudwatch", "DescribeAlarms", "GraniteServiceVersion20100801.DescribeAlarms", "1.0",
         "monitoring", "true" },
      { "service-quotas", "ListServiceQuotas", "ServiceQuotasV20190624.ListServiceQuotas", "1.1",
         "servicequotas", input = { ServiceCode = "sagemaker" } },
      { "resourcegroupstaggingapi", "GetResources",
         "ResourceGroupsTaggingAPI_20170126.GetResources", "1.1", "tagging" },
   } do
      it("sends " .. row[1] .. " what it wants", function()
         local output = client(row[1]):call(row[2], row.input)
         local seen = core.json_decode(output.NextToken)
         assert.equal(row[3], seen["x-amz-target"])
         assert.equal("application/x-amz-json-" .. row[4], seen["content-type"])
         assert.equal("eu-west-1/" .. row[5] .. "/aws4_request", seen.scope)
         assert.equal(row[6], seen["x-amzn-query-mode"])
      end)
   end

   it("gives CloudWatch's errors the codes that its callers know", function()
      local _, err = moontide.try(function()
         client("cloudwatch"):delete_alarms { AlarmNames = { "a" } }
      end)
      assert.equal("ResourceNotFound", err.code)
      assert.equal("gone", err.message)
   end)

   it("finds the hosts of all of them", function()
      for service, host in pairs {
         sagemaker = "api.sagemaker.eu-west-1.amazonaws.com",
         cloudwatch = "monitoring.eu-west-1.amazonaws.com",
         ["service-quotas"] = "servicequotas.eu-west-1.amazonaws.com",
         resourcegroupstaggingapi = "tagging.eu-west-1.amazonaws.com",
      } do
         environment.set("AWS_ENDPOINT_URL", nil)
         local made = moontide.client(service, { region = "eu-west-1" })
         assert.equal("https://" .. host, (made:endpoint():gsub("/$", "")))
      end
   end)

   it("refuses a service whose protocol it does not speak", function()
      local model = assert(core.model { json = [[{ "operations": {}, "shapes": {},
         "metadata": { "protocol": "rest-json", "endpointPrefix": "portal.sso" } }]] })
      local _, err = moontide.try(moontide.client, "sso", { model = model, region = "eu-west-1" })
      assert.equal("model", err.status)
      assert.equal("sso: its protocol rest-json is none of json and query", err.message)
   end)
end)
