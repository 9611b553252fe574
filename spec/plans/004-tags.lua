-- Tags go with the first registration, later through TagResource and UntagResource.
local function script(tags)
   return ('deployment { name = "rankers" }\n'
      .. 'target "endpoint/ranker/variant/main" { min = 1, max = 4%s }'):format(tags)
end

return {
   { title = "tags at first", script = script ', tags = { team = "search", env = "prod" }' },
   { title = "one changes, one comes, one goes",
      script = script ', tags = { team = "ranking", cost = "17" }' },
   { title = "somebody else's tag goes, too: the script says all", foreign = function(aas, id)
      local row = aas:describe_scalable_targets { ServiceNamespace = "sagemaker",
         ResourceIds = { id "ranker".ResourceId } }.ScalableTargets[1]
      aas:tag_resource { ResourceARN = row.ScalableTargetARN, Tags = { mine = "1" } }
   end },
   { title = "without tags in the script, tags are not its business", script = script "" },
   { title = "the owner's tag comes back", foreign = function(aas, id)
      local row = aas:describe_scalable_targets { ServiceNamespace = "sagemaker",
         ResourceIds = { id "ranker".ResourceId } }.ScalableTargets[1]
      aas:untag_resource { ResourceARN = row.ScalableTargetARN,
         TagKeys = { "moontide:deployment" } }
   end },
}
