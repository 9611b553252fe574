-- moontide export: what is live, as a deployment script.
local counted = require "moontide.counted"
local planning = require "moontide.cli.planning"
local scope = require "moontide.cli.scope"
local shared = require "moontide.cli.shared_options"

local function write(text, path)
   if not path then return io.stdout:write(text) end
   local ok, problem = require("moontide.files").write(path, text)
   if not ok then
      error(require("moontide.core").error { status = "io", where = path, message =
         "the script cannot be written: " .. problem }, 0)
   end
end

local function run(command)
   local given = command.options
   return planning.guarded({ options = given }, "script", function()
      local export = require "moontide.deploy.export"
      local read = scope.read(given, { glob = command.operand, with_tags = true })
      local failed = scope.tell_failures(read)
      if failed then return failed end -- half a script would plan to remove the other half
      local kept, name, left_out = export.of_one_owner(read, given.name)
      if left_out > 0 and not given.quiet then
         io.stderr:write(("moontide: %s of other owners left out (--name)\n"):format(
            counted(left_out, "target")))
      end
      if not next(scope.all(kept)) then io.stderr:write("moontide: no such targets\n") end
      write(export.script(kept, name), given.out)
      return 0
   end)
end

return {
   name = "export",
   operand = "[GLOB]",
   summary = "write what is live as a deployment script",
   examples = [[
  moontide export > fleet.lua                   then: moontide plan fleet.lua, no changes
  moontide export --name rankers                only what this deployment owns
  moontide export 'endpoint/ranker-*' --regions us-east-1,eu-west-1
]],
   options = shared.join({
      { name = "name", value = "NAME", help = "the deployment whose targets are wanted" },
      { name = "out", value = "FILE", complete = "file", help = "write there" },
   }, scope.options, shared.connection),
   run = run,
}
