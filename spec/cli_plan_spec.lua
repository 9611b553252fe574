-- moontide plan, apply, drift and undo as their users meet them: streams, exit codes, files.
local emulator = require "moontide.emulator"
local json = require "moontide.json"
local program = require "support.program"

local script <const> = [[
deployment { name = "rankers" }
for i = 1, 2 do
   target("endpoint/ranker-" .. i .. "/variant/main") {
      min = 2, max = var("max", 12),
      track "invocations" { metric = "SageMakerVariantInvocationsPerInstance", value = 600 },
      schedule "morning" { cron = "0 6 * * ? *", min = 2, max = 12 },
   }
end
]]

describe("moontide", function()
   local server, state, path

   local function run(...)
      return program.run({ ... }, { env = program.user_of(server.url, state) })
   end

   before_each(function()
      server = assert(emulator.start())
      state = program.write("")
      os.remove(state)
      path = program.write(script, ".lua")
   end)

   after_each(function()
      server:close()
      program.clean()
      os.execute("rm -rf '" .. state .. "'")
   end)

   describe("plan", function()
      it("prints the plan on stdout and nothing else there", function()
         local result = run("plan", path)
         assert.equal(0, result.code)
         assert.matches("^%+ endpoint/ranker%-1/variant/main  %(eu%-west%-1, ", result.out)
         assert.matches("\nPlan: 2 to register %(%d+ calls, %d+%.%d s%)\n$", result.out)
         assert.equal("", result.err)
      end)

      it("exits with 2 for changes only where that is wanted", function()
         assert.equal(2, run("plan", "--detailed-exitcode", path).code)
         assert.equal(0, run("apply", "--yes", path).code)
         assert.equal(0, run("plan", "--detailed-exitcode", path).code)
      end)

      it("is one JSON document", function()
         local result = run("plan", "--json", path)
         local plan = json.decode(result.out)
         assert.equal("plan", plan.type)
         assert.equal("1.0", plan.version)
         assert.equal(2, plan.summary.register)
         assert.same({ "create target", "create policy", "create schedule" }, {
            plan.targets[1].changes[1].verb .. " " .. plan.targets[1].changes[1].kind,
            plan.targets[1].changes[2].verb .. " " .. plan.targets[1].changes[2].kind,
            plan.targets[1].changes[3].verb .. " " .. plan.targets[1].changes[3].kind })
         assert.matches(":3$", plan.targets[1].where)
      end)

      it("is one JSON document also when nothing comes of it", function()
         server:close()
         local result = run("plan", "--json", path)
         assert.equal(1, result.code)
         assert.equal("network", json.decode(result.out).cells[1].error.status)
         server = assert(emulator.start())
         local wrong = program.write('target "endpoint/e/variant/v" { min = 3, max = 1 }', ".lua")
         result = run("plan", "--json", wrong)
         assert.equal(3, result.code)
         assert.equal("input", json.decode(result.out).error.status)
         assert.is_true(#json.decode(result.out).findings > 0)
         result = run("plan", "--json", "no/such.lua")
         assert.is_true(result.code ~= 0)
         assert.is_table(json.decode(result.out))
      end)

      it("is refused for a script that is wrong, all mistakes at once", function()
         local wrong = program.write([[
            target "endpoint/e/variant/v" { min = 3, max = 1 }
            target "endpoint/e/variant/w" { min = -1, max = 1 }]], ".lua")
         local result = run("plan", wrong)
         assert.equal(3, result.code)
         assert.equal("", result.out)
         assert.matches("%.lua:1: error: ", result.err)
         assert.matches("%.lua:2: error: ", result.err)
      end)

      it("goes into pull requests as Markdown", function()
         local result = run("plan", "--format", "md", path)
         assert.matches("^### moontide: rankers\n\n%*%*Plan: 2 to register", result.out)
         assert.matches("```diff\n%+ endpoint/ranker%-1", result.out)
      end)

      it("does as the globs say", function()
         local result = run("plan", "--target", "*ranker-2*", path)
         assert.matches("Plan: 1 to register", result.out)
         assert.matches("Plan: 1 to register", run("plan", "--exclude", "*-2/*", path).out)
         assert.matches("No changes", run("plan", "--exclude", "*", path).out)
         assert.matches("! %-%-target 'zzz' fits no target\n",
            run("plan", "--target", "zzz", path).out)
      end)

      it("makes one line of a target", function()
         local result = run("plan", "--compact", path)
         assert.matches("^%+ endpoint/ranker%-1/variant/main  %b()"
            .. "  %+target %+invocations %+morning\n", result.out)
      end)

      it("takes colour where it is told to", function()
         assert.matches("\27%[32m%+ endpoint", run("plan", "--color", "always", path).out)
         assert.not_matches("\27", run("plan", path).out)
      end)
   end)

   describe("apply", function()
      it("does not ask where nobody can answer", function()
         local result = run("apply", path)
         assert.equal(6, result.code)
         assert.matches("%-%-yes applies without asking", result.err)
         assert.matches("Plan: 2 to register", result.out)
         assert.matches("Plan: 2 to register", run("plan", path).out)
      end)

      it("applies, and a second plan is empty", function()
         local result = run("apply", "--yes", path)
         assert.equal(0, result.code)
         assert.matches("Applied: 2 done %(6 calls", result.out)
         assert.matches("To take it back: moontide undo " .. state:gsub("%p", "%%%0"), result.out)
         assert.matches("^No changes%. 2 unchanged", run("plan", path).out)
         assert.matches("^No changes%. 2 unchanged", run("apply", path).out)
      end)

      it("keeps to its guards", function()
         local result = run("apply", "--yes", "--max-changes", "5", path)
         assert.equal(6, result.code)
         assert.matches("6 changes, at most 5 are allowed", result.err)
         run("apply", "--yes", path)
         local none = program.write('deployment { name = "rankers" }', ".lua")
         result = run("apply", "--yes", "--prune", "--max-removes", "30%", none)
         assert.equal(6, result.code)
         assert.matches("2 of 2 targets would be removed, at most 30%%", result.err)
         result = run("apply", "--yes", "--prune", "--max-removes", "2", none)
         assert.equal(0, result.code)
      end)

      it("applies a plan that was kept, unless something has moved", function()
         local kept = program.write("", ".json")
         run("plan", "--out", kept, path)
         assert.matches("moontide apply " .. kept:gsub("%p", "%%%0"), run("plan", kept).err)
         assert.equal(0, run("apply", kept).code)
         assert.matches("^No changes", run("plan", path).out)
         local result = run("apply", kept)
         assert.equal(6, result.code)
         assert.matches("ranker%-1/variant/main  %(eu%-west%-1%): is registered now", result.err)
      end)

      it("says in lines of JSON what it does", function()
         local result = run("apply", "--yes", "--jsonl", path)
         local types = {}
         for line in result.out:gmatch("[^\n]+") do
            types[#types + 1] = json.decode(line).type
         end
         assert.same({ "version", "planned", "target", "target", "apply" }, types)
      end)

      it("tells failures with cause and fix, and does the rest", function()
         server:close()
         server = assert(emulator.start { max_targets = 1 })
         local result = run("apply", "--yes", path)
         assert.equal(5, result.code)
         assert.matches("1 done, 1 failed", result.out)
         assert.matches("LimitExceededException", result.out)
         assert.matches("cause: a quota is reached", result.out)
         assert.matches("fix: ask for a higher quota", result.out)
      end)

      it("rolls back if it is told to", function()
         server:close()
         server = assert(emulator.start { max_targets = 1 })
         local result = run("apply", "--yes", "--rollback-on-failure", path)
         assert.equal(5, result.code)
         assert.matches("Rolled back: everything is as it was before", result.out)
         assert.matches("Plan: 2 to register", run("plan", path).out)
      end)

      it("refuses credentials that are not known, with their exit code", function()
         local env = program.user_of(server.url, state)
         env.AWS_SECRET_ACCESS_KEY = "wrong"
         local result = program.run({ "apply", "--yes", path }, { env = env })
         assert.equal(4, result.code)
      end)
   end)

   describe("hooks", function()
      local function with(hook)
         return program.write(script .. hook, ".lua")
      end

      it("see the plan, and may refuse it", function()
         local result = run("plan", with [[
            hook("after_plan", function(plan)
               if plan.summary.register > 1 then return deny("one at a time") end
            end)]])
         assert.equal(3, result.code)
         assert.matches("one at a time", result.err)
         assert.matches("Plan: 2 to register", result.out)
         result = run("apply", "--yes", with [[
            hook("before_plan", function(deployment) return deny("not on Fridays") end)]])
         assert.equal(3, result.code)
         assert.equal("", result.out)
      end)

      it("leave single changes out, and are told of the rest", function()
         local seen = program.write("")
         local result = run("apply", "--yes", with(([[
            local file = io.open(%q, "a")
            hook("before_change", function(change)
               if change.kind == "policy" and change.resource_id:find "ranker%%-1" then
                  return deny("no policy there")
               end
            end)
            hook("after_change", function(change) file:write(change.kind, "\n") file:flush() end)
            hook("after_apply", function(report) file:write("end ", report.skipped, "\n")
               file:flush() end)]]):format(seen)))
         assert.equal(5, result.code)
         assert.matches("create of policy invocations left out: no policy there", result.out)
         assert.matches("Applied: 1 done, 1 left out", result.out)
         local _, targets = program.read(seen):gsub("target\n", "")
         local _, policies = program.read(seen):gsub("policy\n", "")
         assert.same({ 2, 1 }, { targets, policies })
         assert.matches("end 1\n$", program.read(seen))
      end)
   end)

   it("is refused where its hooks leave nothing of it", function()
      local result = run("apply", "--yes", program.write(script .. [[
         hook("before_change", function() return deny("not today") end)]], ".lua"))
      assert.equal(3, result.code)
      assert.matches("create of target left out: not today", result.out)
      assert.matches("Applied: 2 left out %(0 calls, ", result.out)
      assert.not_matches("undo", result.out)
   end)

   it("goes to several accounts, each by its profile", function()
      server:close()
      server = assert(emulator.start { credentials = "AKIDA:a:111111111111,AKIDB:b:222222222222" })
      local profiles = program.write("[a]\naws_access_key_id = AKIDA\n"
         .. "aws_secret_access_key = a\n[b]\naws_access_key_id = AKIDB\n"
         .. "aws_secret_access_key = b\n[c]\naws_access_key_id = AKIDC\n"
         .. "aws_secret_access_key = c\n")
      local function go(...)
         return program.run({ ... }, { env = { AWS_SHARED_CREDENTIALS_FILE = profiles,
            AWS_REGION = "eu-west-1", AWS_ENDPOINT_URL = server.url, XDG_STATE_HOME = state } })
      end
      local result = go("apply", "--yes", "--profiles", "a,c,b", "--regions",
         "eu-west-1,us-east-1", path)
      assert.equal(5, result.code)
      assert.matches("%+ endpoint/ranker%-1/variant/main  %(b/us%-east%-1, ", result.out)
      assert.matches("c/eu%-west%-1 was not planned: ", result.out)
      assert.matches("Applied: 8 done", result.out)
      result = go("plan", "--profiles", "a,b", "--regions", "eu-west-1,us-east-1", path)
      assert.matches("^No changes%. 8 unchanged", result.out)
      assert.equal(0, result.code)
   end)

   describe("drift", function()
      it("tells drift by its exit code", function()
         run("apply", "--yes", path)
         assert.equal(0, run("drift", "--exit-code", path).code)
         run("apply", "--yes", path, "--var", "max=13")
         local result = run("drift", "--exit-code", path)
         assert.equal(2, result.code)
         assert.matches("max  13 %-> 12", result.out)
         assert.equal(0, run("drift", path).code)
      end)
   end)

   describe("undo", function()
      it("brings back what was before the last apply", function()
         run("apply", "--yes", path)
         run("apply", "--yes", path, "--var", "max=13")
         local result = run("undo", "--yes")
         assert.equal(0, result.code)
         assert.matches("max  13 %-> 12", result.out)
         assert.matches("^No changes", run("plan", path).out)
      end)

      it("goes back one apply each time, never over what is undone already", function()
         run("apply", "--yes", path)
         run("apply", "--yes", path, "--var", "max=13")
         run("undo", "--yes")
         assert.matches("%- endpoint/ranker%-1", run("undo", "--yes").out)
         local nothing_left = run("undo", "--yes")
         assert.equal(1, nothing_left.code)
         assert.matches("there is no apply to take back", nothing_left.err)
         local lines = run("undo", "--list").out
         assert.matches("apply of rankers, 2 targets, done, undone since\n.*undo of rankers,"
            .. " 2 targets, done\n", lines)
      end)

      it("takes an undo back if that is named", function()
         run("apply", "--yes", path)
         run("undo", "--yes")
         local journal = run("undo", "--list").out:match("\n(%S+)")
         assert.equal(0, run("undo", "--yes", journal).code)
         assert.matches("^No changes", run("plan", path).out)
         assert.matches("apply of rankers, 2 targets, done\n", run("undo", "--list").out)
      end)

      it("lists journals, refuses what is none", function()
         assert.equal(1, run("undo").code)
         run("apply", "--yes", path)
         assert.matches("apply of rankers, 2 targets, done\n$", run("undo", "--list").out)
         local result = run("undo", path)
         assert.equal(1, result.code)
         assert.matches("no line of a journal", result.err)
      end)
   end)
end)
