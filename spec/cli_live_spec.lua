-- moontide list, export, suspend, resume, schedule and activities as their users meet them.
local emulator = require "moontide.emulator"
local json = require "moontide.json"
local program = require "support.program"

local script <const> = [[
deployment { name = "rankers" }
for i = 1, 2 do
   target("endpoint/ranker-" .. i .. "/variant/main") {
      min = 2, max = 12,
      schedule "morning" { cron = "30 6 * * ? *", timezone = "Asia/Kolkata", min = 2, max = 12 },
   }
end
]]

describe("moontide", function()
   local server, state, path

   local function run(...)
      return program.run({ ... }, { env = program.user_of(server.url, state) })
   end

   setup(function()
      server = assert(emulator.start())
      state = os.tmpname()
      os.remove(state)
   end)

   before_each(function()
      path = program.write(script, ".lua")
      assert(run("apply", "--yes", path).code == 0)
   end)

   after_each(program.clean)

   teardown(function()
      server:close()
      os.execute("rm -rf '" .. state .. "'")
   end)

   it("lists what is live", function()
      local result = run "list"
      assert.equal(0, result.code)
      assert.matches("^WHERE +TARGET +MIN +MAX +POLICIES +ACTIONS +OWNER", result.out)
      assert.matches("eu%-west%-1 +endpoint/ranker%-2/variant/main +2 +12 +0 +1 +rankers +%-",
         result.out)
      assert.matches("no such targets", run("list", "nothing*").err)
      local document = json.decode(run("list", "*ranker-2*", "--json").out)
      assert.equal(1, #document.targets)
      assert.equal("morning", document.targets[1].schedules.morning.name)
      assert.equal(0, run("list", "--all-namespaces", "--regions", "us-east-1,eu-west-1").code)
      result = run("list", "--namespace", "sagemakr")
      assert.equal(64, result.code)
      assert.matches("did you mean 'sagemaker'%?", result.err)
   end)

   it("tells a fleet that could not be looked at from none, for programs too", function()
      local result = program.run({ "list", "--json" }, { env = { AWS_REGION = "eu-west-1",
         AWS_ACCESS_KEY_ID = "nobody", AWS_SECRET_ACCESS_KEY = "x",
         AWS_ENDPOINT_URL = server.url } })
      assert.equal(4, result.code)
      local cell = json.decode(result.out).cells[1]
      assert.equal("UnrecognizedClientException", cell.error.code)
      assert.is_nil(json.decode(run("list", "--json").out).cells[1].error)
   end)

   it("exports a script that plans to nothing", function()
      local exported = program.write("", ".lua")
      assert.equal(0, run("export", "--out", exported).code)
      local result = run("plan", exported)
      assert.equal(0, result.code)
      assert.matches("^No changes%. 2 unchanged", result.out)
   end)

   it("suspends and resumes", function()
      local result = run("suspend", "--yes", "--only", "in", "*ranker-1*")
      assert.equal(0, result.code)
      assert.matches("suspended%.dynamic_in  false %-> true", result.out)
      assert.matches("SUSPENDED: scaling in\n", run("plan", path).out)
      result = run("suspend", "--yes", "--for", "0.2s", "*ranker*")
      assert.equal(0, result.code)
      assert.matches("ranker%-2/variant/main +2 +12 +0 +1 +rankers +%-", run("list").out)
      assert.matches("ranker%-1/variant/main +2 +12 +0 +1 +rankers +scaling in\n", run("list").out)
      assert.equal(0, run("resume", "--yes", "*").code)
      assert.not_matches("scaling in", run("list").out)
      assert.matches("there is no target like 'x'", run("suspend", "--yes", "x").err)
      assert.equal(6, run("suspend", "*").code)
   end)

   it("tells when actions run next, there and in UTC", function()
      local result = run("schedule", "--next", "2", path)
      assert.equal(0, result.code)
      assert.matches("endpoint/ranker%-1/variant/main  morning  %(.-%.lua:5%)\n"
         .. "    cron%(30 6 %* %* %? %*%) Asia/Kolkata: min 2, max 12\n"
         .. "      %a+ [%d-]+ 06:30 %+05:30   [%d-]+T01:00:00Z\n", result.out)
      result = run("schedule", "--target", "*ranker-2*", "--json")
      local actions = json.decode(result.out).actions
      assert.equal(1, #actions)
      assert.equal(5, #actions[1].next)
      assert.matches("T01:00:00Z$", actions[1].next[1].utc)
   end)

   it("tells activities, newest first, or that there are none", function()
      local result = run("activities", "--not-scaled")
      assert.equal(0, result.code)
      assert.is_table(json.decode(run("activities", "--json").out).activities)
   end)
end)
