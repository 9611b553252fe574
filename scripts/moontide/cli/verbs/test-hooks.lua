-- moontide test-hooks DIR: the cases beside hook files, run.
local EXIT_FAILED <const> = 3

local function test_files(directory)
   local core = require "moontide.core"
   if directory:find("%.lua$") then return { directory } end
   return assert(core.glob(directory:gsub("/+$", "") .. "/*_test.lua"))
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
   if #paths == 0 then
      io.stderr:write(("moontide: there are no files %s/*_test.lua\n"):format(command.operand))
      return EXIT_FAILED
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
