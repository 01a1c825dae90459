package main

import (
	"io"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/dirhash"
)

// readGoMod says what a go.mod says, read strictly and as a dependency's, and how the go command would write it.
func readGoMod(req request) answer {
	data := []byte(req.In[0])
	found := answer{"strict": nil, "lax": nil, "formatted": nil}
	if f, err := modfile.ParseLax("go.mod", data, nil); err == nil {
		found["lax"] = content(f)
	}
	f, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return found
	}
	found["strict"] = content(f)
	f.SortBlocks()
	f.Cleanup()
	found["formatted"] = text(string(modfile.Format(f.Syntax)))
	return found
}

func content(f *modfile.File) answer {
	out := answer{
		"module": "", "go": "", "toolchain": "", "requires": [][]any{}, "replaces": [][]string{},
		"excludes": [][]string{}, "tools": []string{}, "ignores": []string{},
		"godebugs": [][]string{},
	}
	if f.Module != nil {
		out["module"] = text(f.Module.Mod.Path)
	}
	if f.Go != nil {
		out["go"] = text(f.Go.Version)
	}
	if f.Toolchain != nil {
		out["toolchain"] = text(f.Toolchain.Name)
	}
	requires := [][]any{}
	for _, r := range f.Require {
		requires = append(requires, []any{text(r.Mod.Path), text(r.Mod.Version), r.Indirect, r.Syntax.Start.Line})
	}
	replaces, excludes, godebugs := [][]string{}, [][]string{}, [][]string{}
	for _, r := range f.Replace {
		replaces = append(replaces, texts([]string{r.Old.Path, r.Old.Version, r.New.Path, r.New.Version}))
	}
	for _, x := range f.Exclude {
		excludes = append(excludes, texts([]string{x.Mod.Path, x.Mod.Version}))
	}
	for _, g := range f.Godebug {
		godebugs = append(godebugs, texts([]string{g.Key, g.Value}))
	}
	tools, ignores := []string{}, []string{}
	for _, t := range f.Tool {
		tools = append(tools, text(t.Path))
	}
	for _, i := range f.Ignore {
		ignores = append(ignores, text(i.Path))
	}
	out["requires"], out["replaces"], out["excludes"] = requires, replaces, excludes
	out["godebugs"], out["tools"], out["ignores"] = godebugs, tools, ignores
	return out
}

func readGoWork(req request) answer {
	f, err := modfile.ParseWork("go.work", []byte(req.In[0]), nil)
	if err != nil {
		return answer{"work": nil}
	}
	uses, replaces := []string{}, [][]string{}
	for _, u := range f.Use {
		uses = append(uses, text(u.Path))
	}
	for _, r := range f.Replace {
		replaces = append(replaces, texts([]string{r.Old.Path, r.Old.Version, r.New.Path, r.New.Version}))
	}
	out := answer{"uses": uses, "replaces": replaces, "go": "", "toolchain": ""}
	if f.Go != nil {
		out["go"] = text(f.Go.Version)
	}
	if f.Toolchain != nil {
		out["toolchain"] = text(f.Toolchain.Name)
	}
	return answer{"work": out}
}

// editGoMod makes changes and writes the file as the go command does after them.
func editGoMod(req request) answer {
	f, err := modfile.Parse("go.mod", []byte(req.In[0]), nil)
	if err != nil {
		return answer{"text": nil}
	}
	for _, words := range req.Edits {
		switch words[0] {
		case "go":
			err = f.AddGoStmt(words[1])
		case "replace":
			err = f.AddReplace(words[1], words[2], words[3], words[4])
		case "dropreplace":
			err = f.DropReplace(words[1], words[2])
		case "requires":
			var list []*modfile.Require
			for _, item := range words[1:] {
				field := strings.Fields(item)
				list = append(list, &modfile.Require{
					Mod: module.Version{Path: field[0], Version: field[1]}, Indirect: len(field) > 2,
				})
			}
			if req.In[1] == "one" {
				f.SetRequire(list)
			} else {
				f.SetRequireSeparateIndirect(list)
			}
		}
		if err != nil {
			return answer{"text": nil}
		}
	}
	f.SortBlocks()
	f.Cleanup()
	return answer{"text": text(string(modfile.Format(f.Syntax)))}
}

func quoteFacts(req request) answer {
	return answer{"must": modfile.MustQuote(req.In[0]), "auto": text(modfile.AutoQuote(req.In[0]))}
}

func hashFiles(req request) answer {
	var names []string
	for name := range req.Files {
		names = append(names, name)
	}
	sum, err := dirhash.Hash1(names, func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(req.Files[name])), nil
	})
	return answer{"sum": or(sum, err)}
}
