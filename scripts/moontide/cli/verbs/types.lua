-- moontide types [DIRECTORY]: annotations for editors.
local DEFAULT <const> = "types"

local function write(path, text)
   local file, reason = io.open(path, "wb")
   local ok = file and file:write(text) and file:close()
   if ok then return end
   local core = require "moontide.core"
   error(core.error { status = "io", message = "cannot write " .. (reason or path) }, 0)
end

return {
   name = "types",
   operand = "[DIRECTORY]",
   summary = "write annotations for editors (LuaLS)",
   examples = [[
  moontide types                                types/moontide.d.lua and its companion
  moontide types ~/.local/share/lua-types       somewhere else
  moontide types -                              to standard output
]],
   options = {},
   run = function(command)
      local directory = command.operand or DEFAULT
      local files = require("moontide.types").files()
      if directory == "-" then
         for _, file in ipairs(files) do io.stdout:write(file.text) end
         return 0
      end
      local core = require "moontide.core"
      local made, err = core.make_directory(directory)
      if not made then error(err, 0) end
      for _, file in ipairs(files) do
         local path = directory .. "/" .. file.name
         write(path, file.text)
         print("wrote " .. path)
      end
      return 0
   end,
}
