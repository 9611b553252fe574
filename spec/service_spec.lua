-- Clients on an engine without a network: methods, paging, failures.
local context = require "moontide.context"
local core = require "moontide.core"
local error_of = require "support.error_of"
local fake_engine = require "support.fake_engine"
local service = require "moontide.service"

describe("service", function()
   local engine, before, client

   local function pages_of(list)
      return function(input)
         local number = tonumber(input.NextToken or 1)
         return { Items = list[number], NextToken = list.tokens and list.tokens[number]
            or list[number + 1] and tostring(number + 1) or nil, Asked = input }
      end
   end

   before_each(function()
      engine = fake_engine.new {
         operations = {
            DescribeThings = pages_of { { 1, 2 }, { 3 }, {}, { 4, 5 } },
            RegisterThing = function(input) return { Got = input } end,
            FailThing = function()
               return nil, core.error { status = "service", code = "Nope", message = "no",
                  operation = "FailThing" }
            end,
         },
         paginators = {
            DescribeThings = { input_token = "NextToken", output_token = "NextToken",
               limit_key = "MaxResults", result_key = "Items" },
         },
      }
      before = context.replace_engine(engine)
      client = service.client("spec-" .. tostring(engine), { region = "eu-west-1" })
   end)

   after_each(function() context.replace_engine(before) end)

   local function collect(...)
      local list = {}
      for item in client:each(...) do list[#list + 1] = item end
      return list
   end

   it("makes method names of operation names", function()
      for name, method in pairs {
         RegisterScalableTarget = "register_scalable_target",
         GetCallerIdentity = "get_caller_identity",
         AssumeRoleWithSAML = "assume_role_with_saml",
         AssumeRoleWithWebIdentity = "assume_role_with_web_identity",
         DescribeDBInstances = "describe_db_instances",
         DescribeVPCs = "describe_vpcs", ListDBsInCluster = "list_dbs_in_cluster",
         GetEC2Info = "get_ec2_info", PutS3Object = "put_s3_object", Ping = "ping",
      } do
         assert.equal(method, service.snake_case(name))
      end
   end)

   it("has a method for each operation, made once", function()
      local output = client:register_thing { Name = "x" }
      assert.same({ Got = { Name = "x" } }, output)
      assert.equal(client.register_thing, client.register_thing)
   end)

   it("calls by either name", function()
      assert.same({ Got = { 1 } }, client:call("RegisterThing", { 1 }))
      assert.same({ Got = { 2 } }, client:call("register_thing", { 2 }))
   end)

   it("raises the error object of a failed call, with the line that made it", function()
      local err = error_of(function() client:fail_thing {} end)
      assert.equal("Nope", err.code)
      assert.matches("service_spec.lua:%d+$", err.script)
   end)

   it("suggests the operation that was meant", function()
      local err = error_of(function() client:registr_thing {} end)
      assert.equal("UnknownOperation", err.code)
      assert.matches("'registr_thing', did you mean 'register_thing'%?", err.message)
      assert.matches("did you mean 'DescribeThings'",
         error_of(client.call, client, "DescribeThing").message)
      assert.is_nil(client.__anything)
      assert.is_nil(client[1])
   end)

   it("gives clients their own options, then the command line's, then the script's", function()
      context.configure { region = "script-1", max_attempts = 7 }
      context.pin { endpoint_url = "http://127.0.0.1:1" }
      service.client("spec", { max_attempts = 2 })
      local given = engine.clients[#engine.clients]
      assert.same({ "script-1", "http://127.0.0.1:1", 2, "spec" },
         { given.region, given.endpoint_url, given.max_attempts, given.service })
      context.forget_options()
   end)

   it("lets --emulator win over what a client says", function()
      context.force({ endpoint_url = "http://127.0.0.1:2" }, "us-east-1")
      service.client("spec", { endpoint_url = "https://elsewhere" })
      local given = engine.clients[#engine.clients]
      assert.same({ "http://127.0.0.1:2", "us-east-1" }, { given.endpoint_url, given.region })
      context.forget_options()
   end)

   it("raises when a client cannot be made", function()
      engine.client_error = core.error { status = "config", message = "no region" }
      assert.equal("no region", error_of(service.client, "spec", {}).message)
   end)

   it("can be closed, also by leaving its block", function()
      local kept
      do
         local scoped <close> = service.client("spec", { region = "x" })
         kept = scoped
         assert.equal("spec client (x)", tostring(scoped))
      end
      assert.equal("spec client (closed)", tostring(kept))
      assert.error_matches(function() kept:call("RegisterThing") end, "closed")
      assert.error_matches(function() kept:register_thing() end, "closed")
   end)

   describe("each", function()
      it("goes over the items of all pages, empty ones included", function()
         assert.same({ 1, 2, 3, 4, 5 }, collect("DescribeThings", {}))
         assert.same({ 1, 2, 3, 4, 5 }, collect "describe_things")
      end)

      it("stops at a limit without asking for another page", function()
         assert.same({ 1, 2 }, collect("DescribeThings", {}, { limit = 2 }))
         assert.equal(1, engine.submitted)
         assert.same({}, collect("DescribeThings", {}, { limit = 0 }))
         assert.equal(1, engine.submitted)
      end)

      it("leaves the caller's input alone and passes the page size", function()
         local input = { Filter = "f" }
         for page in client:pages("DescribeThings", input, { page_size = 2 }) do
            assert.equal("f", page.Asked.Filter)
            assert.equal(2, page.Asked.MaxResults)
         end
         assert.same({ Filter = "f" }, input)
      end)

      it("ends at an absent, null or empty token", function()
         for _, token in ipairs { core.null, "" } do
            engine.operations.DescribeThings = pages_of { { 1 }, { 2 }, tokens = { token } }
            assert.same({ 1 }, collect "DescribeThings")
         end
      end)

      it("asks nothing more after a break or at its end", function()
         local iterator, _, _, closer = client:each("DescribeThings")
         for item in iterator, nil, nil, closer do
            if item == 2 then break end
         end
         assert.is_nil(iterator())
         assert.equal(1, engine.submitted)
      end)

      it("raises when tokens repeat, whatever the length of the cycle", function()
         for _, tokens in ipairs { { "1" }, { "2", "1" }, { "2", "3", "4", "2" },
            { "2", "3", "4", "4" } } do
            engine.operations.DescribeThings =
               pages_of { { 1 }, { 2 }, { 3 }, { 4 }, tokens = tokens }
            assert.equal("RepeatedToken", error_of(collect, "DescribeThings").code)
         end
      end)

      it("continues where another run has stopped", function()
         local saved
         for page, token in client:pages("DescribeThings") do
            saved = token
            if page.Items[1] == 3 then break end
         end
         assert.equal("3", saved)
         assert.same({ 4, 5 }, collect("DescribeThings", {}, { starting_token = saved }))
         local last = "never set"
         for _, token in client:pages("DescribeThings", nil, { starting_token = saved }) do
            last = token
         end
         assert.is_nil(last)
      end)

      it("raises for options that it does not have", function()
         assert.error_matches(function() client:each("DescribeThings", {}, { limt = 1 }) end,
            "unknown option 'limt', did you mean 'limit'")
         assert.error_matches(function() client:pages("DescribeThings", {}, { limit = 1 }) end,
            "unknown option 'limit'")
      end)

      it("raises a page's failure, and for operations without pages", function()
         engine.operations.DescribeThings = engine.operations.FailThing
         assert.equal("Nope", error_of(collect, "DescribeThings").code)
         assert.equal("NotPaginated", error_of(collect, "RegisterThing").code)
      end)
   end)

   describe("pages with several lists", function()
      before_each(function()
         engine.operations.DescribeAlarms = function(input)
            if input.Next then return { Composite = { "c2" }, Found = { Deep = { "d1" } } } end
            return { Metric = { "m1", "m2" }, Composite = { "c1" }, Meta = { Next = "2" } }
         end
         engine.paginators.DescribeAlarms = { input_token = "Next", output_token = "Meta.Next",
            result_key = "Metric", result_keys = { "Metric", "Composite", "Found.Deep" } }
         client = service.client("spec-lists", { region = "eu-west-1" })
      end)

      local function pairs_of(...)
         local list = {}
         for item, key in client:each("DescribeAlarms", {}, ...) do
            list[#list + 1] = item .. " of " .. key
         end
         return list
      end

      it("gives the items of each, and says of which", function()
         assert.same({ "m1 of Metric", "m2 of Metric", "c1 of Composite", "c2 of Composite",
            "d1 of Found.Deep" }, pairs_of())
         assert.same({ "m1 of Metric", "m2 of Metric", "c1 of Composite" }, pairs_of { limit = 3 })
      end)

      it("gives the items of the one that is named", function()
         assert.same({ "c1 of Composite", "c2 of Composite" }, pairs_of { key = "Composite" })
         local err = error_of(pairs_of, { key = "Composit" })
         assert.equal("NoSuchList", err.code)
         assert.matches("Metric, Composite, Found.Deep", err.message)
      end)

      it("raises where the model gives no way", function()
         assert.equal("NoPageSize", error_of(pairs_of, { page_size = 5 }).code)
         engine.paginators.DescribeAlarms.output_token = "Pages[-1].Next"
         assert.equal("NotPaginated", error_of(pairs_of).code)
      end)
   end)
end)
