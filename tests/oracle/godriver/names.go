package main

import (
	"path"
	"strconv"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

func versionFacts(req request) answer {
	v, w := req.In[0], req.In[1]
	facts := answer{
		"valid": semver.IsValid(v), "canonical": text(module.CanonicalVersion(v)), "major": text(semver.Major(v)),
		"prerelease": text(semver.Prerelease(v)), "build": text(semver.Build(v)), "compare": semver.Compare(v, w),
		"pseudo": module.IsPseudoVersion(v), "time": nil,
		"rev":     or(module.PseudoVersionRev(v)),
		"escaped": or(module.EscapeVersion(v)), "unescaped": or(module.UnescapeVersion(v)),
	}
	if t, err := module.PseudoVersionTime(v); err == nil {
		facts["time"] = t.UTC().Format("2006-01-02T15:04:05")
	}
	return facts
}

func pathFacts(req request) answer {
	p, v := req.In[0], req.In[1]
	prefix, major, ok := module.SplitPathVersion(p)
	return answer{
		"path": module.CheckPath(p) == nil, "import": module.CheckImportPath(p) == nil,
		"file": module.CheckFilePath(p) == nil, "escaped": or(module.EscapePath(p)),
		"prefix": text(prefix), "major": text(major), "ok": ok,
		"matches": module.MatchPathMajor(v, major), "majorPrefix": majorPrefix(major),
	}
}

// majorPrefix is nil where x/mod panics.
func majorPrefix(major string) (prefix any) {
	defer func() {
		if recover() != nil {
			prefix = nil
		}
	}()
	return text(module.PathMajorPrefix(major))
}

func globFacts(req request) answer {
	matched, err := path.Match(req.In[0], req.In[1])
	return answer{
		"list": module.MatchPrefixPatterns(req.In[0], req.In[1]), "match": matched && err == nil,
	}
}

func pseudoVersion(req request) answer {
	seconds, _ := strconv.ParseInt(req.In[2], 10, 64)
	return answer{"version": text(module.PseudoVersion(req.In[0], req.In[1], time.Unix(seconds, 0), req.In[3]))}
}
