-- moontide types [DIRECTORY]: annotations for editors.
local DEFAULT <const> = "types"

local function write(path, text)
   local ok, problem = require("moontide.files").write(path, text)
   if ok then return end
   error(require("moontide.core").error { status = "io", where = path,
      message = "the annotations cannot be written: " .. problem }, 0)
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
