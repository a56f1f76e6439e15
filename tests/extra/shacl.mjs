// SPDX-License-Identifier: Apache-2.0
// Checks a JSON-LD graph against an ontology with SHACL shapes; classes are inferred from rdfs:subClassOf, as
// pySHACL's "rdfs" inference does. Prints what does not hold. Exit 1 if something of severity Violation does not.
//
//	node shacl.mjs SHAPES.ttl GRAPH.jsonld
import fs from 'node:fs'
import jsonld from 'jsonld'
import { Parser, Store, DataFactory } from 'n3'
import SHACLValidator from 'rdf-validate-shacl'

const RDF_TYPE = DataFactory.namedNode('http://www.w3.org/1999/02/22-rdf-syntax-ns#type')
const SUBCLASS = DataFactory.namedNode('http://www.w3.org/2000/01/rdf-schema#subClassOf')
const [shapesFile, graphFile] = process.argv.slice(2)

const parse = text => new Store(new Parser().parse(text))
const shapes = parse(fs.readFileSync(shapesFile, 'utf8'))
// The file holds all that it imports; the few shapes in SPARQL are beyond this validator.
for (const left of ['http://www.w3.org/2002/07/owl#imports', 'http://www.w3.org/ns/shacl#sparql'])
	shapes.removeQuads(shapes.getQuads(null, DataFactory.namedNode(left), null, null))
const data = parse(await jsonld.toRDF(JSON.parse(fs.readFileSync(graphFile, 'utf8')), { format: 'application/n-quads' }))

function superclasses(type, found = new Set()) {
	for (const above of shapes.getObjects(type, SUBCLASS, null)) {
		if (above.termType !== 'NamedNode' || found.has(above.value))
			continue
		found.add(above.value)
		superclasses(above, found)
	}
	return found
}

const known = new Set(shapes.getSubjects(SUBCLASS, null, null).map(term => term.value))
let foreign = 0
for (const quad of data.getQuads(null, RDF_TYPE, null, null)) {
	if (!known.has(quad.object.value)) {
		console.log(`not a class of the ontology: ${quad.object.value}`)
		foreign++
	}
	for (const above of superclasses(quad.object))
		data.addQuad(quad.subject, RDF_TYPE, DataFactory.namedNode(above))
}
const properties = new Set(shapes.getSubjects(RDF_TYPE, null, null).map(term => term.value))
for (const predicate of new Set(data.getPredicates(null, null, null).map(term => term.value)))
	if (predicate !== RDF_TYPE.value && !properties.has(predicate)) {
		console.log(`not a property of the ontology: ${predicate}`)
		foreign++
	}

const report = await new SHACLValidator(shapes).validate(data)
const violations = report.results.filter(result => result.severity?.value.endsWith('#Violation'))
for (const result of report.results)
	console.log(`${(result.severity?.value ?? "#").split('#')[1]}: ${result.focusNode?.value} ${result.path?.value ?? ''}: ` +
		(result.message ?? []).map(term => term.value ?? term).join('; '))
console.log(`${data.size} triples, ${violations.length} violations, ${report.results.length - violations.length} remarks`)
process.exit(violations.length || foreign ? 1 : 0)
