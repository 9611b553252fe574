-- Runs the specs with busted in whichever Lua runs this file: inside the program,
--    moontide run spec/run.lua [-- ARGUMENTS OF busted]
-- so that what is tested (and sanitized) is what is shipped, or in stock Lua,
--    lua5.4 spec/run.lua [ARGUMENTS]
-- with LUA_CPATH naming the module's directory. Run it from the top of the source tree. The
-- program's embedded modules are used unless MOONTIDE_SCRIPTS says otherwise.

-- The program's own search path need not hold the system's modules, where busted lives.
for _, root in ipairs { "/usr/local/share/lua/5.4", "/usr/share/lua/5.4" } do
   package.path = ("%s;%s/?.lua;%s/?/init.lua"):format(package.path, root, root)
end

local has_busted, runner = pcall(require, "busted.runner")
if not has_busted then
   io.stderr:write("busted is not installed for Lua 5.4 (./bootstrap packages test)\n",
      tostring(runner), "\n")
   os.exit(1)
end
-- Ends the process with status 1 if anything failed and returns otherwise.
runner { standalone = false }
