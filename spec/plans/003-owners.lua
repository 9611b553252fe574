-- Targets that were there before: nobody's, another deployment's, ignored ones.
local function register(endpoint, owner)
   return function(aas, id)
      aas:register_scalable_target(id(endpoint, { MinCapacity = 1, MaxCapacity = 3,
         Tags = owner and { ["moontide:deployment"] = owner } or nil }))
   end
end

local one <const> = [[
deployment { name = "rankers" }
target "endpoint/ranker/variant/main" { min = 1, max = 4 }
]]

return {
   { title = "nobody's target is not taken if adoption is off", script = one,
      foreign = register "ranker", options = { no_adopt = true }, refused = true },
   { title = "nobody's target is adopted" },
   { title = "another deployment's is not", script = one:gsub("ranker/", "theirs/"),
      foreign = register("theirs", "others"), refused = true },
   { title = "unless it is taken over", options = { take_over = true } },
   { title = "then it is ours" },
   { title = "a foreign target beside ours is left alone", foreign = register("third", "others") },
   { title = "so is nobody's, also by pruning", foreign = register "fourth",
      options = { prune = true } },
   { title = "an ignored one is not touched, though the script has it",
      script = 'ignore "endpoint/th*"\n'
         .. one:gsub("ranker/", "theirs/"):gsub("max = 4", "max = 9") },
   { title = "an unnamed script does not overwrite what is owned",
      script = 'target "endpoint/third/variant/main" { min = 1, max = 4 }', refused = true },
   { title = "and has no business with the rest",
      script = 'target "endpoint/fourth/variant/main" { min = 1, max = 4 }' },
}
