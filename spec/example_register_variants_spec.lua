-- The example that is the product's face: computed, refused, registered, read back, left alone.
local emulator = require "moontide.emulator"
local program = require "support.program"
local service = require "moontide.service"

local SCRIPT = "scripts/examples/register_variants.lua"
local HEADER = "region,endpoint,variant,instance_type,max_rps_per_instance,base_rpm,peak_rpm\n"

describe("register_variants.lua", function()
   local server

   local function start(options)
      server = assert(emulator.start(options))
   end

   after_each(function()
      if server then server:close() end
      server = nil
      program.clean()
   end)

   -- Runs it on a table, or on its own; arguments before and after the script's name.
   local function run(rows, before, after)
      local arguments = { "run", "--endpoint-url", server.url }
      table.move(before or {}, 1, #(before or {}), #arguments + 1, arguments)
      table.insert(arguments, SCRIPT)
      table.insert(arguments, "--")
      if rows then table.insert(arguments, program.write(HEADER .. rows, ".csv")) end
      table.move(after or {}, 1, #(after or {}), #arguments + 1, arguments)
      return program.run(arguments, { env = { AWS_ACCESS_KEY_ID = server.access_key_id,
         AWS_SECRET_ACCESS_KEY = server.secret_access_key } })
   end

   local function client(region)
      return service.client("application-autoscaling", { region = region,
         endpoint_url = server.url, credentials = { access_key_id = server.access_key_id,
            secret_access_key = server.secret_access_key } })
   end

   -- resource id → "min to max", as the emulator has it
   local function live(region)
      local found, count = {}, 0
      for target in client(region):each("DescribeScalableTargets",
         { ServiceNamespace = "sagemaker" }) do
         found[target.ResourceId] = target.MinCapacity .. " to " .. target.MaxCapacity
         count = count + 1
      end
      return found, count
   end

   local function writes_of(trace)
      local _, count = program.read(trace):gsub("X%-Amz%-Target: [%w.]*RegisterScalableTarget", "")
      return count
   end

   it("refuses a table of something else", function()
      start()
      local path = program.write("name,size\nx,1\n", ".csv")
      local result = run(nil, nil, { path })
      assert.equal(1, result.code)
      assert.equal(("moontide: %s has no column 'region'\n"):format(path), result.err)
      assert.equal("", result.out)
   end)

   it("registers its own table in three Regions, and changes nothing the second time", function()
      start()
      local first = run()
      assert.equal("", first.err)
      assert.equal(0, first.code)
      assert.matches("1260 targets in 3 Regions, 49 rows refused; 1290 calls", first.out)
      for _, region in ipairs { "eu-west-1", "us-east-1", "ap-northeast-1" } do
         assert.matches(("\n%s +420 +0 +0 "):format(region:gsub("%-", "%%-")), first.out)
         assert.equal(420, (select(2, live(region))))
      end
      local trace = program.write("")
      local second = run(nil, { "--trace-http", trace })
      assert.equal(0, second.code)
      assert.matches("\neu%-west%-1 +0 +420 +0 ", second.out)
      assert.matches("49 rows refused; 27 calls", second.out)
      assert.equal(0, writes_of(trace))
      assert.equal(27, (select(2, program.read(trace):gsub("DescribeScalableTargets", ""))))
   end)

   it("computes capacities by AWS's method", function()
      start()
      -- 20 requests a second × 0.5 × 60 = 600 a minute and instance
      local result = run("eu-west-1,exact,v,ml.m5.large,20,1200,12000\n"
         .. "eu-west-1,one,v,ml.m5.large,20,0,1\n"
         .. "eu-west-1,over,v,ml.m5.large,20,1201,12001\n"
         .. "eu-west-1,small,v,ml.m5.large,0.5,10,100\n")
      assert.equal(0, result.code)
      assert.same({
         ["endpoint/exact/variant/v"] = "2 to 20", ["endpoint/one/variant/v"] = "1 to 1",
         ["endpoint/over/variant/v"] = "3 to 21", ["endpoint/small/variant/v"] = "1 to 7",
      }, (live "eu-west-1"))
   end)

   it("refuses each row that could not work, with its number and reason", function()
      start()
      local name63, name64 = ("x"):rep(63), ("x"):rep(64)
      local result = run(table.concat({
         "eu-west-1,good,v,ml.m5.large,20,60,600",
         "eu-west-1,e,v,ml.t2.medium,20,60,600",
         "eu-west-1,e,v,ml.t3.medium,20,60,600",
         "eu-west-1,e,v,ml.m5.large,20,0,0",
         "eu-west-1,e,v,ml.m5.large,20,601,600",
         "eu-west-1," .. name63 .. ",v,ml.m5.large,20,60,600",
         "eu-west-1," .. name64 .. ",v,ml.m5.large,20,60,600",
         "eu-west-1,e,v_1,ml.m5.large,20,60,600",
         "eu-west-1,e,v,ml.m5.large,20,60",
         "eu-west-1,,v,ml.m5.large,20,60,600",
         "eu-west-1,e,v,ml.m5.large,twenty,60,600",
         "eu-west-1,e,v,ml.m5.large,0x14,60,600",
         "eu-west-1,e,v,ml.m5.large,1e3,60,600",
         "eu-west-1,e,v,ml.m5.large,20,-1,600",
         "eu-west-1,e,v,ml.m5.large,nan,60,600",
         "eu-west-1,e,v,m5.large,20,60,600",
         "somewhere,e,v,ml.m5.large,20,60,600",
         "eu-west-1,e,v,ml.m5.large,0,60,600",
         "eu-west-1,good,v,ml.m5.large,20,60,600",
         "us-east-1,good,v,ml.m5.large,20,60,600",
      }, "\r\n"), nil, { "--strict" })
      assert.equal(3, result.code)
      local reasons = {
         [2] = "ml.t2.medium is burstable", [3] = "ml.t3.medium is burstable",
         [4] = "peak_rpm is 0", [5] = "base_rpm 601 is above peak_rpm 600",
         [7] = "has 64 characters", [8] = "variant 'v_1' contains '_'",
         [9] = "peak_rpm is missing", [10] = "endpoint is missing",
         [11] = "'twenty' is not a number", [12] = "'0x14' is not a number",
         [13] = "'1e3' is not a number", [14] = "'-1' is not a number",
         [15] = "'nan' is not a number", [16] = "m5.large is no instance type",
         [17] = "somewhere is no Region", [18] = "instances serve nothing",
         [19] = "the same variant as row 1",
      }
      for row = 1, 20 do
         local line = result.out:match(("\n  row %d %%(line %d%%): ([^\n]+)"):format(row, row + 1))
         if reasons[row] then
            assert.matches(reasons[row], line or "nothing", 1, true)
         else
            assert.is_nil(line)
         end
      end
      assert.matches("3 targets in 2 Regions, 17 rows refused", result.out)
      assert.same({ ["endpoint/good/variant/v"] = "1 to 1",
         ["endpoint/" .. name63 .. "/variant/v"] = "1 to 1" }, (live("eu-west-1")))
   end)

   it("registers again what has drifted, and nothing else", function()
      start()
      local rows = "eu-west-1,a,v,ml.m5.large,20,600,6000\neu-west-1,b,v,ml.m5.large,20,600,6000\n"
      run(rows)
      client("eu-west-1"):register_scalable_target { ServiceNamespace = "sagemaker",
         ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
         ResourceId = "endpoint/b/variant/v", MaxCapacity = 3 }
      local result = run(rows)
      assert.matches("\neu%-west%-1 +1 +1 +0 ", result.out)
      assert.equal("1 to 10", live("eu-west-1")["endpoint/b/variant/v"])
   end)

   it("says which targets could not be registered", function()
      start { max_targets = 2 }
      local result = run("eu-west-1,a,v,ml.m5.large,20,600,6000\n"
         .. "eu-west-1,b,v,ml.m5.large,20,600,6000\neu-west-1,c,v,ml.m5.large,20,600,6000\n")
      assert.equal(5, result.code)
      assert.matches("\neu%-west%-1 +2 +0 +1 ", result.out)
      assert.matches("\nFailed:\n  line %d, endpoint/%a/variant/v: RegisterScalableTarget: "
         .. "LimitExceededException: ", result.out)
   end)

   it("finishes under a throttle", function()
      start { throttle = "200,20" }
      local rows = {}
      for i = 1, 150 do rows[i] = ("eu-west-1,e%d,v,ml.m5.large,20,600,6000\n"):format(i) end
      local result = run(table.concat(rows))
      assert.equal(0, result.code)
      assert.matches("\neu%-west%-1 +150 +0 +0 ", result.out)
   end)

   it("says what it cannot do before it begins", function()
      start()
      local result = run(nil, nil, { "no/such.csv" })
      assert.equal(1, result.code)
      assert.equal("moontide: cannot read no/such.csv: No such file or directory\n",
         result.err:gsub("\n  at.*", "\n"))
      result = run 'eu-west-1,"open\n'
      assert.equal(1, result.code)
      assert.matches("%.csv:2: a quoted cell is not closed", result.err)
   end)

   it("has the table that its maker writes", function()
      local lines = {}
      local environment = setmetatable({ io = { write = function(...)
         for _, text in ipairs { ... } do table.insert(lines, text) end
      end } }, { __index = _G })
      assert(loadfile("scripts/examples/make_load_test.lua", "t", environment))()
      math.randomseed(os.time())
      assert.equal(program.read "scripts/examples/load_test.csv", table.concat(lines))
   end)
end)
