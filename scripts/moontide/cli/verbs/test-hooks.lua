-- moontide test-hooks DIR: the cases beside hook files, run.
local core = require "moontide.core"

local EXIT_FAILED <const>, EXIT_USAGE <const> = 3, 64

local function refuse(exit_code, message, path)
   error(core.error { status = "usage", exit_code = exit_code, message = message:format(path) }, 0)
end

local function test_files(path)
   path = path:gsub("(.)/+$", "%1")
   if path:find("%.lua$") then return { path } end
   if #assert(core.glob(path .. "/.")) == 0 then
      refuse(EXIT_USAGE, "there is no directory %s", path)
   end
   local paths = assert(core.glob(path .. "/*_test.lua"))
   if #paths == 0 then refuse(EXIT_FAILED, "there is no %s/*_test.lua", path) end
   return paths
end

local function run_case(pack, case, index, given)
   local name = case.name or case[1] or ("case %d"):format(index)
   local ok, problem = pcall(pack.check, pack, case)
   if not ok then problem = tostring(problem) end
   if problem then
      io.stdout:write(("not ok  %s: %s\n        %s\n"):format(pack.path, name, problem))
   elseif not given.quiet then
      io.stdout:write(("ok      %s: %s\n"):format(pack.path, name))
   end
   return problem == nil
end

local function run_file(path, given, counts)
   local testing = require "moontide.testing"
   local ok, cases, pack_path = pcall(testing.cases, path)
   local pack
   if ok then
      ok, pack = pcall(testing.load, pack_path, { sandbox = given["sandbox-hooks"] })
   end
   if not ok then
      counts.failed = counts.failed + 1
      io.stdout:write(("not ok  %s: %s\n"):format(path, tostring(pack or cases)))
      return
   end
   for index, case in ipairs(cases) do
      local name = run_case(pack, case, index, given) and "passed" or "failed"
      counts[name] = counts[name] + 1
   end
end

local function run(command)
   local given, counts = command.options, { passed = 0, failed = 0 }
   local paths = test_files(command.operand)
   for _, path in ipairs(paths) do
      require("moontide.task").run(run_file, path, given, counts)
   end
   io.stdout:write(("%d passed, %d failed\n"):format(counts.passed, counts.failed))
   return counts.failed > 0 and EXIT_FAILED or 0
end

return {
   name = "test-hooks",
   operand = "DIR",
   summary = "run the tests that stand beside hook files",
   examples = [[
  moontide test-hooks rules/                    all rules/*_test.lua
  moontide test-hooks rules/prod_test.lua       the cases of one file
  moontide test-hooks --sandbox-hooks rules/    the same, with the hooks in the sandbox
]],
   options = {
      { name = "sandbox-hooks", help = "run the hook files apart: no files, no network, limits" },
   },
   run = run,
}
