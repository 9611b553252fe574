-- The whole matrix of faults, and what does not stop going wrong.
local fault_proxy = require "support.fault_proxy"
local matrix = require "support.fault_matrix"
local program = require "support.program"

describe("the matrix of faults", function()
   if not fault_proxy.is_there() then
      pending "python3 is not there to spoil connections"
      return
   end
   local world
   setup(function() world = matrix.open() end)
   teardown(function() world:close() end)
   after_each(program.clean)

   for _, way in ipairs(matrix.ways) do
      for _, class in ipairs(matrix.classes) do
         for _, fault in ipairs(matrix.faults) do
            if matrix.has(fault, class, way) then
               it(("%s of %s meets %s"):format(class, way, fault.text), function()
                  matrix.cell(world, fault, class, way)
               end)
            end
         end
      end
   end

   for _, class in ipairs { "create" } do
      for _, fault in ipairs(matrix.faults) do
         if matrix.has(fault, class, "lua") then
            it(("%s meets %s for ever"):format(class, fault.text), function()
               matrix.cell(world, fault, class, "lua", { is_lasting = true, deadline = 0.7 })
            end)
         end
      end
   end
end)
