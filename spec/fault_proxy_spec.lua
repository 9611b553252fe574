-- What goes wrong below HTTP, one of each kind: the call absorbs it. The whole matrix: spec/slow.
local fault_proxy = require "support.fault_proxy"
local matrix = require "support.fault_matrix"
local program = require "support.program"

describe("a write whose connection is spoilt", function()
   if not fault_proxy.is_there() then
      pending "python3 is not there to spoil connections"
      return
   end
   local world
   setup(function() world = matrix.open() end)
   teardown(function() world:close() end)
   after_each(program.clean)

   for _, fault in ipairs(matrix.faults) do
      if fault.is_tcp then
         it("absorbs " .. fault.text, function() matrix.cell(world, fault, "write", "lua") end)
      end
   end

   it("creates once, and removes once, over a connection that is reset afterwards", function()
      for _, fault in ipairs(matrix.faults) do
         if fault.text == "reset-after" then
            matrix.cell(world, fault, "create", "api")
            matrix.cell(world, fault, "delete", "api")
            matrix.cell(world, fault, "delete", "apply")
         end
      end
   end)
end)
