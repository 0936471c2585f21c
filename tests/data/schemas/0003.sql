PRAGMA application_id = 1279544919;
BEGIN;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('0003');
CREATE TABLE citation (
	pmid INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	first_seen VARCHAR(27) NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, 
	refresh_at VARCHAR(27) NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	relevance TEXT NOT NULL, 
	study_type TEXT NOT NULL, 
	title TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	published TEXT NOT NULL, 
	doi TEXT NOT NULL, 
	is_retracted BOOLEAN NOT NULL, 
	PRIMARY KEY (pmid), 
	UNIQUE (uid)
);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (101, 'pmid:101', 'dce3f433d6b9ce577322c7d510644c0348415edf7a003e9fc4d66412a40b209b', '2026-11-25T16:29:19.559630Z', '2026-11-25T16:29:19.559630Z', '2026-12-02T16:29:19.559630Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 101', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (102, 'pmid:102', '8e28141fe613d952f692d6a0e4f1c07afd761f798da5ace2a5374b77f697dfd5', '2026-11-25T16:29:19.559630Z', '2026-11-25T16:29:19.559630Z', '2026-12-02T16:29:19.559630Z', 0, 'focus', 'other', 'Low-dose naltrexone in multiple sclerosis: trial 102', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (103, 'pmid:103', '8fd8facff4fe80050068be2327469e0ca4c331500555d3101024cacc83f360f3', '2026-11-25T16:29:19.559630Z', '2026-11-25T16:29:19.559630Z', '2026-12-25T16:29:19.559630Z', 0, 'unrelated', 'other', 'Naltrexone in alcohol use disorder', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (104, 'pmid:104', '38e920e196eae8f858d2a71c43f5d1a9acc7aec3eb6f741e72025e5995bf61f8', '2026-11-25T16:29:21.955733Z', '2026-11-25T16:29:27.093358Z', '2026-12-02T16:29:27.093358Z', 0, 'focus', 'other', 'Low-dose naltrexone in fibromyalgia: trial 104', 'Demonstration Records of ldn-watch', '2026', '', 1);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (105, 'pmid:105', '11786ca2be1e38af5c6fbfc4c5d164097663a0d4a1b5a1ceb820d437af70cf3a', '2026-11-25T16:29:21.955733Z', '2026-11-25T16:29:21.955733Z', '2026-12-02T16:29:21.955733Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 105', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (106, 'pmid:106', '62cc7caaa18b43a927628490a5f0c92b72b73e34d42fc87c78a84a10dd8ddaaa', '2026-11-25T16:29:23.692274Z', '2026-11-25T16:29:23.692274Z', '2026-12-02T16:29:23.692274Z', 0, 'focus', 'other', 'Low-dose naltrexone in multiple sclerosis: trial 106', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (107, 'pmid:107', '70c3d5a8dd2c2f4b7d99e33dc8882bca89688fc38ae7fef3752e77c790351792', '2026-11-25T16:29:25.416551Z', '2026-11-25T16:29:25.416551Z', '2026-12-02T16:29:25.416551Z', 0, 'focus', 'other', 'Low-dose naltrexone in long COVID: trial 107', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (108, 'pmid:108', 'c97fbabdb1e7f34c77ca90e954d78f642fe1a34a53158ca83543ce31cdcba541', '2026-11-25T16:29:25.416551Z', '2026-11-25T16:29:25.416551Z', '2026-12-02T16:29:25.416551Z', 0, 'focus', 'other', 'Low-dose naltrexone in fibromyalgia: trial 108', 'Demonstration Records of ldn-watch', '2026', '', 0);
INSERT INTO citation (pmid, uid, fingerprint, first_seen, fetched_at, refresh_at, is_deleted, relevance, study_type, title, journal, published, doi, is_retracted) VALUES (109, 'pmid:109', 'c76bdac36725bc657130361400b916579345fdcb08f774d452b05dc2bb24031e', '2026-11-25T16:29:27.093358Z', '2026-11-25T16:29:27.093358Z', '2026-12-02T16:29:27.093358Z', 0, 'focus', 'other', 'Low-dose naltrexone in Crohn''s disease: trial 109', 'Demonstration Records of ldn-watch', '2026', '', 0);
CREATE TABLE record (
	pmid INTEGER NOT NULL, 
	citation TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	PRIMARY KEY (pmid), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO record (pmid, citation, verdict) VALUES (101, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 101","uid":"pmid:101"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (102, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in multiple sclerosis: trial 102","uid":"pmid:102"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"multiple-sclerosis","evidence":[{"field":"title","offset":23,"rule":"multiple-sclerosis","words":"multiple sclerosis"}],"group":"neurology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (103, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Naltrexone in alcohol use disorder","uid":"pmid:103"}', '{"reasons":[{"field":"title","offset":14,"rule":"addiction","words":"alcohol"}],"relevance":"unrelated","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"alcohol-use","evidence":[{"field":"title","offset":14,"rule":"alcohol-use","words":"alcohol use disorder"}],"group":"addiction","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (104, '{"authors":[{"family":"Example","given":"Ann"}],"comments_corrections":[{"ref_source":"RetractionIn 999","ref_type":"RetractionIn","uid":"pmid:999"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20","revised":"2026-11-25"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"},{"name":"Retracted Publication"}],"status":"MEDLINE","title":"Low-dose naltrexone in fibromyalgia: trial 104","uid":"pmid:104"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"fibromyalgia","evidence":[{"field":"title","offset":23,"rule":"fibromyalgia","words":"fibromyalgia"}],"group":"pain","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (105, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 105","uid":"pmid:105"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (106, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in multiple sclerosis: trial 106","uid":"pmid:106"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"multiple-sclerosis","evidence":[{"field":"title","offset":23,"rule":"multiple-sclerosis","words":"multiple sclerosis"}],"group":"neurology","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (107, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in long COVID: trial 107","uid":"pmid:107"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"long-covid","evidence":[{"field":"title","offset":23,"rule":"long-covid","words":"long COVID"}],"group":"fatigue-post-viral","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (108, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in fibromyalgia: trial 108","uid":"pmid:108"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"fibromyalgia","evidence":[{"field":"title","offset":23,"rule":"fibromyalgia","words":"fibromyalgia"}],"group":"pain","kind":"topic"}]}');
INSERT INTO record (pmid, citation, verdict) VALUES (109, '{"authors":[{"family":"Example","given":"Ann"}],"dates":{"entrez":"2026-10-20","published":"2026","published_as_given":"2026","pubmed":"2026-10-20"},"journal":{"abbreviation":"Demonstration Records of ldn-watch","title":"Demonstration Records of ldn-watch"},"languages":["eng"],"publication_status":"ppublish","publication_types":[{"name":"Journal Article"}],"status":"MEDLINE","title":"Low-dose naltrexone in Crohn''s disease: trial 109","uid":"pmid:109"}', '{"reasons":[{"field":"title","offset":0,"rule":"ldn-topic","words":"Low-dose naltrexone"}],"relevance":"focus","rulebook":"c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c","tags":[{"condition":"crohn-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"},{"condition":"inflammatory-bowel-disease","evidence":[{"field":"title","offset":23,"rule":"crohn-disease","words":"Crohn''s disease"}],"group":"gastroenterology","kind":"topic"}]}');
CREATE TABLE citation_text (
	pmid INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	abstract TEXT NOT NULL, 
	authors TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	keywords TEXT NOT NULL, 
	mesh TEXT NOT NULL, 
	PRIMARY KEY (pmid), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (101, 'Low-dose naltrexone in Crohn''s disease: trial 101', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (102, 'Low-dose naltrexone in multiple sclerosis: trial 102', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (103, 'Naltrexone in alcohol use disorder', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (104, 'Low-dose naltrexone in fibromyalgia: trial 104', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (105, 'Low-dose naltrexone in Crohn''s disease: trial 105', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (106, 'Low-dose naltrexone in multiple sclerosis: trial 106', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (107, 'Low-dose naltrexone in long COVID: trial 107', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (108, 'Low-dose naltrexone in fibromyalgia: trial 108', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
INSERT INTO citation_text (pmid, title, abstract, authors, journal, keywords, mesh) VALUES (109, 'Low-dose naltrexone in Crohn''s disease: trial 109', '', 'Ann Example', 'Demonstration Records of ldn-watch
Demonstration Records of ldn-watch', '', '');
CREATE TABLE revision (
	pmid INTEGER NOT NULL, 
	fingerprint TEXT NOT NULL, 
	fetched_at VARCHAR(27) NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (pmid, fingerprint), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (101, 'dce3f433d6b9ce577322c7d510644c0348415edf7a003e9fc4d66412a40b209b', '2026-11-25T16:29:19.559630Z', X'789CA5544D8BDB3010FD2B42979E166DF6D0439105619D52173B6BB669A147359AB505B66424996CF6D7772C7FC449CB52E8C9A39937F3E6E3615EF6BF5A505B17F4B101C10B508D36F0A8830CDA1AF20DBFBD4F68B14BF36CBFA3E4E964C025749F1754F0B2C852F2039C47684237546CEE379C0D5EC1A79204090AABA04968E9B40998F5D5F6CEC8663132EF7B2048090AE975DF5EA0989CCA807DFD04E9C4C3FDC347CEA2892C7388ADCB087ED0010749A1B5C607374EF10C47EB9427F68534CADC9D6438D69C8DC8257F6979F4E7F674A7AC0782A1E0E0D51A20DA9047676BF3C113A53D480F9F48705A36240E7E95CF4B596913F997B596956143EBABC8B60FB575B9F661B605CFA50F7BD982D8BDCAB66B80B3C5C33F5B07D1DA1AC3D9F242F22999AD2BE6D254BDAC4080A9862AD36BD86BA38FB185C3B983117CE324DFB38452316D874CC3C5C5AF61E20FCF588DDD6A6A3E9379B18BEFB0FDA74B5DD08B7D558DDDC836CE82B2468148C1BF603FD69DA3138193700661CEEAEE229AFE45668535A146592345B4782ACF08E06CF8C6C92F15DF210083127AFB7F02B69E65DEF94822BA6E70F9FAEA1E536C9676A626A5CD4F92A9E1649715AC859C29B1B2A7B3AE37CBAEFF1EBF011FED84BC');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (102, '8e28141fe613d952f692d6a0e4f1c07afd761f798da5ace2a5374b77f697dfd5', '2026-11-25T16:29:19.559630Z', X'789CA5544D8BDB3010FD2B42F745BB39ECA1C8825067A98B9D9A362DF4A846B38EC0968C24934D7F7DC7B2EC386929859E3C9A79336F3E1EE6F5F0A303B575411F5B10BC02D56A03EF7590415B43BEE077F019AD767959EC77947C3A1B7019DD971515BCAE8A9C7C03E7119AD1272A9E1E379C8D5EC1534982049555D066B476DA04CCFA68076764BB1885F70310A40485F47AE8AE504CCE65C0BEBE837462F3B879E62C9AC83287D8BA8CE0071D70901C3A6B7C70D3149FE1689DF2C4BE92569987B30CC713671372C95F5A9EFCA53D3F28EB8160283878B3068836A41BDAA07B9CCB23D259AFFD3B129C962D89B3DF94E0B56CB4892D2C9BAD1BC3C6EE5791ED104ED695DA87D916BC943EEC650762F7263BA4E36CF1F017EB205A5B63385B5E489E92D9BA62294D33C806049866AC925EE36A5B7D8C2D1C2E3D4CE03B27F95A64948AB42092868BBB5FC3C46F9EA91ABB97D57C29F36A17DF61FB4FC7BAA217FBA61ABB536E9C05958D1A91827FC07EACBB4427029376466DCE02EF239AFE41699535E184CA468A68F15C5E10C0D9F88D935F2BFE85000CAAE8E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3BA0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE407E0109AC8690');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (103, '8fd8facff4fe80050068be2327469e0ca4c331500555d3101024cacc83f360f3', '2026-11-25T16:29:19.559630Z', X'789CA554DB8ADB3010FD15A1F7457B813EC98250A7AC8B9D9A362DECA36A4F6C812C19496637FDFA8EE54B9C7429853E69343A33672EC7E6E5F0B3837AE782AA34085E40AD95818F2AC8A0AC21DFF01C7C428B7D9A67873D255F5E0DB8841EF2820A5E16594A7E80F3084DE803150FF74F9C8D5EC1E79404090A5B834E68E9940918F5D90ECE48BD1A99F70310A4841AE9D5D05DA0189CCA8075BD8074E2F1FEF10367D14496E5896DD3087E54011B49A1B3C6073775F1152AEB6A4FEC89E8DADCBDCA50B59C4DC8357E2D79F21FA40E0EDEAC01A20C91BAB2ADD564F0406AE5311B38CEAE0278291B6522E13AC7B2316CAC75F3B21B426B5DAE7C586CC173E9C3417620F66FB2EB3570B67AF827EB205A3B63385B6F483E07B36DC65C9A66900D0830CD9865BE8D83D4AA8A251CCF3D4CE01B27F99E25948A791C646E2E4E7A0B137F78A66CEC5644CB5ECCC9AEBEE3EE9F567341AFF6553676A3D3D80BEA181521057FC67AAC3B47270267A58C4A5CE4DC47347D47578535A1451D2345B4782ACF08E06C3C63E7978C7F210083E2F9F5FF046CDBCB32F38944F4FDE8F2EDD53EE6B745CB593D2B6DB992AC1E57761941FC64D767B1B1E7B56E27CBAE7F17BF01E3F08087');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (104, 'e66d5bc7542aa1ecbef042830b8f49e1d19e4c2b5c280d3164e7594872e120f2', '2026-11-25T16:29:21.955733Z', X'789CA5544D8BDB3010FD2B42F745BB4BE9A1C88250A7D4C54E4D9B167AD4461347604B4692C9A6BFBE6359769CB494424F1ECDBC99371F0FF37A78E9406D5CD0871604AF40B5DAC07B1D64D0D690AFF81D7C46AB6D5E16BB2D259FCF065C4677654505AFAB2227DFC1798466F4898AA7C7379C8D5EC1534982049555D066B476DA04CCFA64076764BB1885F70310A40485F47AE8AE504CCE65C0BE7E8074E2F9F1F92D67D1449639C4D66504DFEB8083E4D059E3839BA6F80207EB9427F6485A651ECE321C4E9C4DC8257F6979F297F6FCA0AC0782A1E0E0D51A20DA90A37E71B6BBC8B6D1F21D094ECB96C4A96F92792D1B6D22F9B2D3BA316CEC7B15D90CE1645DA97D986DC14BE9C34E7620B6AFB2EB5BE06CF1F00FD641B436C670B6BC903C25B375C5529A66900D0830CD5825BDC6A5B6FA105BD85F7A98C0774EF2ADC828156935240D17B7BE8689DF3C5335762FA8F946E66817DF7EF34F67BAA217FBA61ABBD36C9C05358DEA90827FC47EACBB442702936A4655CED2EE239AFE41639535E1849A468A68F15C5E10C0D9F88D935F2BFE85000CEAE7E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3AE0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE3A7E0111A58429');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (105, '11786ca2be1e38af5c6fbfc4c5d164097663a0d4a1b5a1ceb820d437af70cf3a', '2026-11-25T16:29:21.955733Z', X'789CA5544D6BDC3010FD2B42979E8292407B08B26089B7D4C5DE98761BC8515D4D6C812D194966B3FDF51DCB1FEBDD8652E8C9A39937F3E6E3615EF63F5B501B17F4A101C10B508D36F0A8830CDA1AF21DBFBD4F68B14DF36CB7A5E4E968C02574971754F0B2C852F20CCE2334A17754DCDD7EE46CF00A3E9524485058054D424BA74DC0ACAFB67746368B9179DF03414A5048AFFBF60CC5E45406ECEB05A413F7B7F79F388B26B2CC21B62E23F85E071C2485D61A1FDC38C5373858A73CB1AFA451E6E628C3A1E66C442EF94BCBA33FB7C71B653D100C05076FD600D1863C3A5B9B0F9E28ED417A7820C169D99038F8453E2F65A54DE45FD65A56860DADAF229B3ED4D6E5DA87D9163C973EEC640B62FB26DBAE01CE160FFF6C1D446B630C67CB0BC9A764B6AE984B53F5B20201A61AAA4CAF61AF8D3EC416F6A70E46F09593FCC8124AC5B41D320D1717BF86893F3C633576ADA9F94CE6D52EBEFDE69F2E75462FF645357625DB380BCA1A052205FF82FD58778A4E044EC2198439ABBB8B68FA8ECC0A6B428DB2468A68F1549E10C0D9F08D939F2BFE85000C4AE8D7FF13B0F52CF3CE4712D17583CBD717F79862B3B43335296D7E924C0D273BAF602DE44C89953D9D75BD5976F9F7F80D3CD184C8');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (106, '62cc7caaa18b43a927628490a5f0c92b72b73e34d42fc87c78a84a10dd8ddaaa', '2026-11-25T16:29:23.692274Z', X'789CA5544D8BDB3010FD2B42F745BB7BE8A1C882B04EA98B9D9A6EB6D0A31ACD3A025B32924C36FDF51DCBB2E3A46529F4E4D1E8E9BDF97898D7C3CF0ED4C6057D6841F00A54AB0D3CE92083B6863CE377F019ADB67959ECB6947C3D197019DD951515BCAE8A9C7C07E7119AD1072A1EEE3F703666054F9404052AABA0CD68EDB409F8EA8B1D9C91ED1214DE0F40501214CAEBA1BB40F1712E03D6F503A4138FF78F481F435499AFD89A46F0BD0ED8480E9D353EB8A98B6F70B04E79625F49ABCCDD4986C391B309B9BC5F4A9EF2A53DDD29EB81E05570F0660D106D4837B441F7D89747A4B35EFB8F24382D5B127BBFA2E0B56CB489252C93AD1BC3C6EA57379B211CAD2BB50F732C78297DD8C90EC4F64D7628C7D992E19FAC83186D8CE16C39A1787ACCD68CA534CD201B10609A91259DC6D1B6FA104BD89F7B98C03749F25264948A3420929A8BB35FC3C41F99898DDDDA6ADE9479B54B6EBFF9A7655DD04B7CC5C66E9C1B7B4167A347A4E09FB11EEBCE3189C0E49DD19BB3C1FB88A67F715A654D38A2B35122463C97670470367E63E717C67704C0A08B7EFDBF005BF732CF7C12117D3FA6FCF16A1FE96E7677A192D3E62329D4B8B2CB08D6462E9458C569ADEBC9B2EB1FC86F269C869C');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (104, '38e920e196eae8f858d2a71c43f5d1a9acc7aec3eb6f741e72025e5995bf61f8', '2026-11-25T16:29:23.692274Z', X'789CA554DB8ADB3010FD15A1F74549680B29B220242975B1D3904D0B7DD4DA1347604B41929B4DBFBEE36BECD45B0A7DB1C733672E3AA363BE2F5F0A4857D6AB2407C1634873A561ADBCF4CA68F28CEFD20534DE6EA270B7A5E4EB55830DE82E8AA9E0FB38DC90EF601D42033AA7623E7BC759E5157C233D1CE0A772900AFE03A4158BD9E20367B5C963A3FD59CCE79C3516C26F62F19EB3EA5D3D07C9ED7004478D4D0A7940F756698FFDBF98D26A99F746E85C09048787140FA2CAE20EC5E4AAE8C428AC0FB16119C18FCA23251B288C76DE367C1C20313675C49C489EEAA7ABF4C999B306D9E7F72337FEC85C9F52E38060C85B78351A88D2E4A45EAC296E32CF94FC48BC553227357FA364BE9799D275F37E3BFB4CB36AEE416455FAB3B19172BEB3058FA4F33B5980D8BECAE2920367BD877F32166A6BA53567FD17366F93D9B062247556CA0C04E8ACAAD27E55A4E62AA94738DE2ED0801F9CE45B18502A5A6A487BB89AF521ECADBC0320F5092E940CE213D98F9E6616F678B1BB0DEB93E97DC7D53F2DF98EEEED51B5B5290AD0DEAD8DB59054855C33C444005B9CAA2903DA9E0F9DA1C66B8AFE672C9A801806C872B9E4EC1EFB537835A0111E9BE837ED6D397AD07CBD09FC27A026A4E09F1163ECAD7622B0D54AB58CEED770A9D1F46D91CFC6229F75221F55FC4B039CDAC2AFFF6FC08667E9EE4AD3445C2E95CB9D47F7A88D756A0ED3565FDD2709D366891D0543F986A918D82DD54366D9F8D7FB1BFF2CF5CE');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (107, '70c3d5a8dd2c2f4b7d99e33dc8882bca89688fc38ae7fef3752e77c790351792', '2026-11-25T16:29:25.416551Z', X'789CA554DB8ADB3010FD15A1F745BBFBD0429105619D52173B6BDA74A18F6A34EB0864C94832D9F4EB3B962F71D2520A7DF268E6CC9CB91CCCEBFE470B6AE3A33E1810BC0265B485271D65D4CE92AFF8ED4346AB6D5E16BB2D25CF270B3EA3BBB2A282D755919317F001A1197DA0E2E1FE3D678357F0A9244182CA293019ADBDB611B33EBBDE5B6916A308A1078294A0905EF7ED058AC9B98CD8D777905E3CDE3FBEE32C99C83287D8BA8CE07B1D71901C5A6743F4E3145FE0E0BC0AC4BD12A3ECDD49C6C391B311B9E42F2D8FFED29DEE940B4030143DBC390B445B629C6DC8D3F34B917F20D16B69489AF92A95D7B2D136512F1BAD1BCB86AE57914D1F8FCE973AC4D916BC9421EE640B62FB26DBCE00678B877F741E92B5B196B3E585E453325B572CA56D7AD98000DB0C55A6D7B052A30FA985FDB983117CE324DF8A8C52312D864CC3A59DAF61E237CF588DDDCA69BE907D758B6FBFF9A7235DD08B7D558DDD2836CD828A466D48C13F613FCE9F9313819366064DCEC2EE129AFE416195B3F1888A468A64F15C9E11C0D9F04D935F2AFE85002CAAE7E7FF13B0F52CF3CE4712D175832B1CAFEE31C56655176A52DAFC24851A4E7659C15AC885122B7B3AEB7AB3ECFAC7F10B1DCC8281');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (108, 'c97fbabdb1e7f34c77ca90e954d78f642fe1a34a53158ca83543ce31cdcba541', '2026-11-25T16:29:25.416551Z', X'789CA5544D8BDB3010FD2B42F745BB7B28A5C88250A7D4C54E4D9B167AD4461347604B4692C9A6BFBE6359769CB494424F1ECDBC99371F0FF37A78E9406D5CD0871604AF40B5DAC07B1D64D0D690AFF81D7C46AB6D5E16BB2D259FCF065C4677654505AFAB2227DFC1798466F4898AA7C7B79C8D5EC1534982049555D066B476DA04CCFA64076764BB1885F70310A40485F47AE8AE504CCE65C0BE7E8074E2F9F1F90D67D1449639C4D66504DFEB8083E4D059E3839BA6F80207EB9427F6485A651ECE321C4E9C4DC8257F6979F297F6FCA0AC0782A1E0E0D51A20DA90A37E71B6BBC8B6D1F21D094ECB96C4A96F92792D1B6D22F9B2D3BA316CEC7B15D90CE1645DA97D986DC14BE9C34E7620B6AFB2EB5BE06CF1F00FD641B436C670B6BC903C25B375C5529A66900D0830CD5825BDC6A5B6FA105BD85F7A98C0774EF2ADC828156935240D17B7BE8689DF3C5335762FA8F946E66817DF7EF34F67BAA217FBA61ABBD36C9C05358DEA90827FC47EACBB442702936A4655CED2EE239AFE41639535E1849A468A68F15C5E10C0D9F88D935F2BFE85000CEAE7E7FF13B0F52CF3CE2712D1F7A3CB9F6EEE9162B3AE0B9594363F49A1C6935D57B01672A1C4CA4E675D6F96DDFE3A7E012E7D8435');
INSERT INTO revision (pmid, fingerprint, fetched_at, raw) VALUES (109, 'c76bdac36725bc657130361400b916579345fdcb08f774d452b05dc2bb24031e', '2026-11-25T16:29:27.093358Z', X'789CA5544D6BDC3010FD2B42979E82921C0A0DB26089B7D4C5DE98761BC8515D4D6C812D194966B3FDF51DCB1FEBDD8652E8C9A39937F3E6E3615EF63F5B501B17F4A101C10B508D36F0A8830CDA1AF21DBFBD4F68B14DF36CB7A5E4E968C02574971754F0B2C852F20CCE2334A17754DCDD7EE26CF00A3E9524485058054D424BA74DC0ACAFB67746368B9179DF03414A5048AFFBF60CC5E45406ECEB05A413F7B7F71F398B26B2CC21B62E23F85E071C2485D61A1FDC38C5373858A73CB1AFA451E6E628C3A1E66C442EF94BCBA33FB7C71B653D100C05076FD600D1863C3A5B9B0F9E28ED417A7820C169D99038F8453E2F65A54DE45FD65A56860DADAF229B3ED4D6E5DA87D9163C973EEC640B62FB26DBAE01CE160FFF6C1D446B630C67CB0BC9A764B6AE984B53F5B20201A61AAA4CAF61AF8D3EC416F6A70E46F09593FCC8124AC5B41D320D1717BF86893F3C633576ADA9F94CE6D52EBEFDE69F2E75462FF645357625DB380BCA1A052205FF82FD58778A4E044EC2198439ABBB8B68FA8ECC0A6B428DB2468A68F1549E10C0D9F08D939F2BFE85000C4AE8D7FF13B0F52CF3CE4712D17583CBD717F79862B3B43335296D7E924C0D273BAF602DE44C89953D9D75BD5976F9F7F80D59B584D4');
CREATE TABLE tag (
	pmid INTEGER NOT NULL, 
	condition_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	group_id TEXT NOT NULL, 
	relevance TEXT NOT NULL, 
	field TEXT NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (pmid, condition_id, kind), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (101, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (101, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (102, 'multiple-sclerosis', 'topic', 'neurology', 'focus', 'title', 'multiple sclerosis');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (103, 'alcohol-use', 'topic', 'addiction', 'unrelated', 'title', 'alcohol use disorder');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (105, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (105, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (106, 'multiple-sclerosis', 'topic', 'neurology', 'focus', 'title', 'multiple sclerosis');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (104, 'fibromyalgia', 'topic', 'pain', 'focus', 'title', 'fibromyalgia');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (107, 'long-covid', 'topic', 'fatigue-post-viral', 'focus', 'title', 'long COVID');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (108, 'fibromyalgia', 'topic', 'pain', 'focus', 'title', 'fibromyalgia');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (109, 'crohn-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
INSERT INTO tag (pmid, condition_id, kind, group_id, relevance, field, words) VALUES (109, 'inflammatory-bowel-disease', 'topic', 'gastroenterology', 'focus', 'title', 'Crohn''s disease');
CREATE TABLE event (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	pmid INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	quiet BOOLEAN NOT NULL, 
	detail TEXT NOT NULL, 
	UNIQUE (pmid, kind, "key"), 
	FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (1, 101, 'new', '', '2026-10-20T00:00:00.000000Z', 1, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (2, 102, 'new', '', '2026-10-20T00:00:00.000000Z', 1, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (3, 104, 'new', '', '2026-11-25T16:29:21.955733Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (4, 105, 'new', '', '2026-11-25T16:29:21.955733Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (5, 106, 'new', '', '2026-11-25T16:29:23.692274Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (6, 104, 'retracted', '', '2026-11-25T16:29:23.692274Z', 0, 'RetractionIn 999');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (7, 107, 'new', '', '2026-11-25T16:29:25.416551Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (8, 108, 'new', '', '2026-11-25T16:29:25.416551Z', 0, '');
INSERT INTO event (seq, pmid, kind, key, at, quiet, detail) VALUES (9, 109, 'new', '', '2026-11-25T16:29:27.093358Z', 0, '');
CREATE TABLE feed_line (
	scope TEXT NOT NULL, 
	band TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	seq INTEGER NOT NULL, 
	pmid INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	PRIMARY KEY (scope, band, at, seq)
)
 WITHOUT ROWID

;
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T16:29:21.955733Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T16:29:21.955733Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T16:29:23.692274Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T16:29:25.416551Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T16:29:25.416551Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'focus', '2026-11-25T16:29:27.093358Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('', 'grave', '2026-11-25T16:29:23.692274Z', 6, 104, 'retracted');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-11-25T16:29:21.955733Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:crohn-disease', 'focus', '2026-11-25T16:29:27.093358Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'focus', '2026-11-25T16:29:21.955733Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'focus', '2026-11-25T16:29:25.416551Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:fibromyalgia', 'grave', '2026-11-25T16:29:23.692274Z', 6, 104, 'retracted');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-11-25T16:29:21.955733Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:inflammatory-bowel-disease', 'focus', '2026-11-25T16:29:27.093358Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:long-covid', 'focus', '2026-11-25T16:29:25.416551Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:multiple-sclerosis', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('condition:multiple-sclerosis', 'focus', '2026-11-25T16:29:23.692274Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:fatigue-post-viral', 'focus', '2026-11-25T16:29:25.416551Z', 7, 107, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-10-20T00:00:00.000000Z', 1, 101, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-11-25T16:29:21.955733Z', 4, 105, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:gastroenterology', 'focus', '2026-11-25T16:29:27.093358Z', 9, 109, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:neurology', 'focus', '2026-10-20T00:00:00.000000Z', 2, 102, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:neurology', 'focus', '2026-11-25T16:29:23.692274Z', 5, 106, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'focus', '2026-11-25T16:29:21.955733Z', 3, 104, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'focus', '2026-11-25T16:29:25.416551Z', 8, 108, 'new');
INSERT INTO feed_line (scope, band, at, seq, pmid, kind) VALUES ('group:pain', 'grave', '2026-11-25T16:29:23.692274Z', 6, 104, 'retracted');
CREATE TABLE digest (
	id TEXT NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	last_due VARCHAR(27), 
	next_number INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('all', '2026-11-25T16:29:20.953632Z', '2026-11-25T16:29:27.773355Z', 4);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('weekly', '2026-11-25T16:29:20.953632Z', '2026-11-25T16:29:20.953632Z', 1);
INSERT INTO digest (id, opened_at, last_due, next_number) VALUES ('more', '2026-11-25T16:29:20.953632Z', '2026-11-25T16:29:22.663472Z', 2);
CREATE TABLE issue (
	digest TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	composed_at VARCHAR(27) NOT NULL, 
	channel TEXT NOT NULL, 
	message BLOB NOT NULL, 
	PRIMARY KEY (digest, number), 
	FOREIGN KEY(digest) REFERENCES digest (id)
);
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 1, '2026-11-25T16:29:22.000000Z', 'smtp', X'789CED58696FE33812FD6EC0FFA1C68D45EF61D9967CC4918F9D4C929E09D0173A991DF4A7052551163794A825E9389EC1FCF7AD927CC8769CA3BB811D60D7081C8926AB1EAB5E158BF546ABD487B717EF61C16C98C0B8F8F73DBF67692E794BE9D9B45EBB9E07FFE2A1F5C1838C2F406570AE5592BD361009C399E1C0B208DE8800852D999C09060E5CDE71BDB489C866F5DA05B3DC875F78D404AF0FEFD51D781D6F00EEC0F74E7DCF83BF75F053AFBD15C63A57910F6326656B17C3D9DC2A0781A4C25A8E5318BDCF78C635CA8EEAB58F9A873CE259888A82B9BCADD7DE5DBDBB74FEC1B5112AF3C16DA1827395599E59E76699E3B4742EADC899B66D262DD719B3E28E8F2050F32C627A39694CFEE906C3611479DDC80D824ECF6391D70987BDA8DBA8D7EA35C7393E615F97E5F7B69D4B26B2118409D386DB49636E6367D8A84CD52C3331D7CE6516AA082DE7C3BFE70AB7E7E45A6496059293DEAA65379E6B823066CEC1DD31314D7FB6D3683282F9F4E1A7F7AFAFE1E2EAFAF2ECFAB25E9B742F9EFF4712FE0A6FD5C28914AAC8D0B29ADFAB8C8338008056D18249703BFD7A0DE0B2F4379CD1CB054F55662C3A17BD079F78A8746440C520A3CC2936DC5A6D10E09764E93FA4D287C603A30D4262130E5658B227949F036C8DBD9123EBAEB258B2346556E9255267C1E54B447C9C07EF88CD89B5B9F1DBED1C09CEA3561606A295C9B49589A43553776D3451BB74CF9BAB1F3E7D78F7F9ECED8F5767CFF3CDA32E892BFEDFFAA3F7DFF7C79B1D608D2ACEAF3163AF5D46EEB7F990AC523706A101666EF109ED7390E4E0E79BF322DE30C0175C13D63E84C216E634F55A5A5890C4DD24C2602843A600B72042F4078BEE04A53561318D4869609130BBDA3348CC99A689D36D398C4BAD9EA35594062D668985189F966ADE828FB2087BCBE42D5845631A2215227321E0388BD31065A76C46C9A14C3105A8CF383EE3A89EC0A54C485C10B2B9E1A51016459A9B02B62A3D43A8881DF41C891937B65E6B6CF356837EDBA42E5471A3C05895E3169BB0D0C27202787014C142D8A49069D627D23CC347136A11206429313E38476292A953DCD19612C8D3EA89D2FEA2049ED8547E6DFE7EE058AAD7C6DF5D7C38BFF9FCF11248C5744CDF20D11118BF0D9E357084B3683A367629F9F47B6206833FE79AA336E3844A2AED9830E129228D26F51AD3B77F81DFEAB54045CB26B44CC2D17BBF41C0C2DB99A6F3CD8757AEE79EBA43F84EA4B9D2966516774682F027DEC3C394557E82DFEBB51641D817D289BA41F7646F266B42E2E1CCB5B8933872C3FD4989D79A6976C7111EC64365761C9FB2D3DEBEF2945B14DB5A24B49F5829244ACBB299A92C64A7C130E8EF2F44C7606646D898B1D035EBC95ED865DDE1DEE4DF61DC2E4D8C2E218D1B5FA31B4A6F6F7EC958CA69F84EF0058968208E820634B810914DF021E214BA4EF18A2774262C2658F41493B4D63D945675E58E4459C432D625B7878BCC3C2704C8B3EA72F3D8FA22754EBFAC9E1BB7CBD50571DB0531F181A80685F1485DCAF44C647E67946372A048E88C2ABC79C579ECC5EEA874C62B37F44EBCC12846B4BE3BC8EFDBC860B7D50787E518AE8E591ACBD326BCBEE633C5E1E7ABD74DF8A4026555137EE2F28E5B4C934D38A3C3AB090663D0315C8BB8D86824EE2094CC18428501D3D862C4CD6245B6F4333C854629BB77124E4642A80AF71A4BB5F0131145147E65B245585F95E7A14CF3E336823AC056C468A31AF4A05509144B5411CA2A74425B90CA1FF43AF93DA2476CA5C58BCA78C7D871FC8029C86D15816B3779BDFC1EF7B3FADA11D3097A718FAD7C86EA367213F701BF93331D237EE558DFA3202932BEB6AFDBEA36A6553A252E89C9B7E0E42EB87D32397854F8C8938A12F724BF6F6CF98CF09EA2F4B89DEF692D0AE817AA4573AD591CC6A8950F386E6E7B9F9A9C7B931F4ED6B5F9FAB5C29B158C3525306F1E8F216FB0764E6F17451F5FE980726C7102299DFA9812088E0E71EF23C9F1D28479216721C96975FA3C5DC3EE04FDB03F684CF7EC855EF10E4853E4D2072C5492650D938C021DA0481EADB22E06AB552902F25DFCCD28292278150578CE789B6073169AE57EA039BB7516B86C445F4EF15E192D19D77D947144867DC6F5F10C6590E08959B07F5B2822A8A3257765AB7BD63A7EC34179472E39E3369BA259BB7BB4A354FE14EB7A4759D7EF0F50A3D7C750DC14ECE3404F9F5BB01F86011EB15F05C7433C04078B15ADB2D914AF0354BA6271986046A403B6182690CFBB24A0BC837B02AD7EE1958D9614B735F2F8975CD80E4D851CBB354F196B7818AB1B6E1259ACEF1DE3E68B8989F2468B04EBE722D6391E6D1454A31297A3CB60E851AA2C4F34A224FC6152D06E7AFE9FCF3FBD97E71FBC265321F0C08DFEFFC9E7DB269F67F727FE3059E3389DBE45D6D88953BA9F3D5A5C76BDE770AA30DB71339541EDBBDE16D9A3E539897D6E859EBF48F99A6D479B3763BAD2AC26BDAC910347FA3894595FDACA79E9B69ED1F621184F747E6072E94D869DC9E9F9B6E65F0F5DEC3682E086C26DDB0AAAF09BD45BE51FF484FEBE6A05E19C4A2FE84F5E874989144479473268B573142C8BED15BC46133ED2814279FB4DA8EDFEF69A519B4DB6E081402D1B52D4ABD9F4A48EA7FB332921A6CE5699C677226FF59F9EE80E4E599E7A484F35B8A87BF91FF7126924');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('more', 1, '2026-11-25T16:29:22.000000Z', 'smtp', X'789CED58FB6FE3B811FEDD80FF87392F8AEDC3F2437E2491EDF47279F402EC0B9B5C0FFB534149238B8D24AA241DC73DDCFFDE19C976643B4EE2DB057A406B048E4493331F67BE190EE74AABD48377171F602E6C10C3B8F8F73D3E88344FB0A5F4F4B45EBB99F9FFC4C07AE042867350199C6B15676F0D84D2A03008220BE14AFA246C2192A914E040AA34D66B17C2A2073F63D80477001FD43DB81D7708DDA1E79E78AE0B7FE9D0A75E7B278D75AE430FC6BCACB5A9FE6C6695431852692DD21CC1EF53CC5093F0B05EFBA431C010B38034F9B3E4AE5E7B7FFDFED2F93B6A2355E641B7451ACE556631B3CEED22A769E92CB13217DAB645625167C2CA7B1C81AF665928F462D298FC23888E82413818FABEEB86E149CF0F4FD0F7C571A35EABD71C67FF846D5D161F6C3B4F84CC4610C4421BB493C6CC460E8B5A4FD52233116AE7320B5428B3A907FF9A29DA9E936B9959E127C87A4BA3AEDDD50469CC0CA1BB615D9EF86A4FF16482F1F9E38F1FDEDEC0C5F5CDE5D9CD65BD36E95DBCFE8F25FC19DEA9B9132A5291914D353EA80C41EE00207B682912E87606F51AC065E96938E3970B4C55662CB995FC069F31503A34A02248C2CC2936DC5A6E10E0E778E13DA5D283C613A30D466263042B2D5B12CACF0EB6C6D6C89E75D7599488341556E90591668EC921223ECDFCF7CCE3D8DADC78ED764ED4C6B09505BE6C6549DACA64DC9AAAFB3699A85DBAE7EAFA87CF1FDF7F397BF7B7EBB3D7F9E659974415FF3FFAA3FFDFF7C7D506B04615E7D798B1DF2E63F6DB7C5856A99B82D0803077F444F6D9C96FF0D3ED79116F14DA73D48C750081B485390D0573614116771B4B43A10C9902DA820CC81F22BC979CD0A4A504922406E6B1B0CB3D4342E9D23469BA2D8769A9D533B28AD2A0E534B610D1D342CD5AF02929C2DE8AE40EACE2310DA10A88B9E023CD421EE2BC944D39392C6C4CC9A700F585C6A748EA195C2A64420B023133580A1161A8D114B055E91946C5ECE0E7504ED1D87AADC119ABC1A3EBA445C26F1518AB72DA5C13E65A5A64683B270FCCA58D0B69667500CD327A3481963EAE92E115229192CDCCEF8F74208E56CF91F66F4ADBB14D93AFCDDA4F1C46F5DAF8BB8B8FE7B75F3E5D02AB381DF33724E4048ADD06660D1A41119E8E8D5D2478FA3DB342C01F738DA4CD38814A94764C10634A48C349BD26F4DD9FE0977ACD57E1A2092D132379EE17F0457037D57CAA79F0A6EB764FBAC7F09D4C73A5ADC82CED8C05D14FD8A72354547E825FEBB51643D816D2097B7EEF686BA66842ECD2CC95B8A328EC06DB9362B735D5E21E091EC5426576149D8893FEB6F2142D896DCD63DE4FA41451A565C5D454168A13FFD81F6C2F24C7505626D894ADC835ABC96ED013BDE3ADC9BFC2B85D9A985CC21AD7BE263794DE5EFF92891479F85EE29C4534084741031E9CCBD0C6F4102287AD53BCD2E99C494BC9953C25125EDBDD955675E586C4A48863AA46EE76179959CE088867D5E5E6B9F545DA3C3DB4801BB7CB750565DB0525E981490685D958512AF454665E6794534AE018E88C2A8C798318B9517754BAE14D37708FDCE128229C5E77983FB489BBDDD6001C9153A03A66612CA64D787B835385F0D3F5DB267C56BEB2AA093F62728F96926313CEF8C86A82A1E8730C6A19155B0CE53D0489308651E59C76D618699B54812DBC8CCE9E512A1E9C18D93C0455DDA38E1235F76219861C78658A25585F95DDA14CEEE33681DAC1564467A31AEEA05509944A52192455E88CB6A09337EC77F207424FD84A8B1795F086B1A3E80953B0DB2A02576E72FBF903ED67F9B521A6E3F7A3BE58FA8CD4ADE5C6DD27FCCECE748CFC3752414F821299E1CABEDD56AF715A1229EEB280FC1156B2096B9B460E1D101E31A422BE7B943F341E394CC05EA2F1B89D6F692D0AE603D592A156FC0D22D28A43A46D3D5E9A26E7EEE487A3552DBE7AAD306609634506CA95FBA3C71DAEDCD2DF4431A0573E941C5B9C3A4AA71EA50186A303DAFB2841BA1E512EC845C0725A9D01A62BD81D7F100C868DD32D7B9157DC1DBA14F9F3090B953459C164A34007388647CB4C4B616A554A80BC2EFD665422437813FA74B6B8EB3073E65AE49EAF51DC39735A36E22FA778AF8C965CEB3DCB3526C336D706746E0A88E9942C78FF581812A8BD257665AB5BD6DA7FA321797B2E35E3B63825B3F6B668C7E9FB25D6F5F7B26E30189246774041B82ED0C7BE3E7D6D81BE1B0674AC7E151C97F0301C2A50B4CAA6A754FE73A94AC5608C1CEDCB6106F9BA4B01C9DBB917F0EA03AF68BCA4B89DB1C77FCB056DD754C4B13BF392B18E776375CD4D268BF5DC7DDC3C9898246F348FA96A2E621DE950E3A01A95B81C5D06439F536579963125E177938236D3F3FF7CFEE91F9E7FE85ACC25C01337F8FF279F6F9B7C5EDD8FF8DD648DFD74FA165963234EF94EF66C59D9735FC3A9C26CFBCD5406B5D7751F913D5B98B3D8D7D6E6F941CA576CDBDBAC19F3656639E9B0C60DECE9DB70663DB47573E8B65ED1E661182F747A6072E94E8E3B939373AEF6572F179B8D1F58F67DF872C5AD9F0AB359B155DE4E0FE8AFCBD60FCDA9F47EFEE076CABE52B9C7A225BA9D3C2BD3C15F143B2B284DD67BA1E5C4F02A5DA7C7AD55456E6CB3054F04E9BA0145F2963DA8FDA9FE2C4920E24E5699C237A26EF99F9FF8E6CD199E7B462F35B4B853F91F6AAA5FB7');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 2, '2026-11-25T16:29:24.000000Z', 'smtp', X'789CDD58FB6FE3B811FEDD80FF87392D8AEBC3B22DF991587EDCA549F61A209B5D24D92E0E4551501265B1914495A4E3F80EF7BF77468A6DF995D7EE0FBD068923D1E4CCC7996F66C879AF64EAC1E5D915CC9909621815FF7EE40F2CCD13DE946A3AA9D76E66FEBF79603C704071A3586084CC1AF896F139C80C3ECC1223703AE820E14A6AA1C186F37BAE162616D9B45E3B63867BF085870D707B7025EFC16DBB7D70FA9E3BF0DC2EFCA58D3FF5DAA5D0C6BE083D18B124696E623899196923905418C3710AA3F729CFB842D961BDF649F180873C0B50913F4BEEEAB50F171FCEEDBF73A5112C426FA2825399199E19FB7691E3B4B480CD9469B1C470953123EEF9107C39CB42A616636BFCAFA8DD0B07C7EDC1800FFC5E270A0603DF77BBBDC0AAD7EA35DB3E3C615B97E10FA695274C64430862A63437636B6622FBD8AA4C552CD31157F67916C8102DE7C17F6612B767E74A6486F90927BD55CBAE3CD700A1F58C83BB61629AFE62A7D1E47AEDFAFCF6FAE4F4F6E2E3D50D9C5C9DC19793EBAB8BAB9F6EEAB571E7EC9BFC92963FC375098A7C7929E7762835870C1DA1F883CC38880C22E1233B172C990A8616548225E0B4BBF51AC079C90D38A197339ECA4CA334DA21CA0DA40A35C8089230B30BE3341F8D01F08F95DA7FD2EBF5CA32904923883CEBA18B0C0683014DFB122FF6A2F4C0DA336A1178137330C290C7A0FC79BFB11DABBABBDD159F66FE07324D6C4CAEBD562B47E6F3B09905BE686649DACC44DC9CCAFB16DAA3756023CF2DC5BDB54A977FF87C797BF1E9F21C6E4E2FCFAF3FDE5CBCD9D9A56B0FF833DD61DCDAABFDAFF2EA37F1CF6E40E0F25DCC5FE3AB7EABCC1BDFE6876495BA31056860FA0E9FD0563B29163EDF9E02CB42FCD373AE086B1F02610AD362D8A7853549DC6D8CB91B7F3309B80511A06F58785FD049184C6249A2611E33F3B867483063EB0651AE1CC6A546CDD02A528112D3D840844F0B396BC2A78433748361C91D1849630A421918FCDEE7388BD310E5C66CCA116899E00A503FE3F894A37A02973291E08280CD342F85B030545C17B065E91942454CA1E7504CB936F59AB5CE9A167DB74A9CA8E256823632C72D3660AE84E10470A710C25C98B890A997F57096E1A30E94F0117292D46BEF39479292A953DCD19A12C8D96A3D6BBDA97CC4264DBEB67AEC298AF5DAE8BBB38FA7B73F7F3A07523119D12724E8088C688B67168E70164E46DA2C123EF99198C1E08FB9E2A84DDB814CA4B27510F3149186E37A8DA9BB3FC1AFF59A2FC345039A3AE6E8BD5FC167C1DD545175F5E09DE33A03E718BE13692E956199C19D9120FC8A77B194B3CA57F05BBDD62408DB42DA61C7EF1C6DCD640D885D9CB9147714854EB03D29769B53C5EE39C2C378A8CC8EA2011B74B795A7DCA0D8E63CA6FD445222519A864D7565211BF8C77E6F7B213A462D0836662F74CD72B21B7458E7786BF26F306A9526469790C695AFD10DA5B757DF642CE5347C2FF89C445888A3A0010DCE4568627C083985AE5DBCE2F9201306932D7A8A25B4D6D9955675E586C4A488653C15DDED2ED2B39C1020CFAACBF553EB8BD43979DB6972D42A5717C46D15C4C407A21A14C623752953539179ED618EC98122A13DACF0E61DE7911B39C3D219EF9CC03D72FBC308D17A4E3F7F6821839D660F6C96230A5B2FB4E16903BEBFE153C9E1F3C5F70DB896BE34B2017FE3C93DC76A8BDC38A142D6008D31686BAE44546C3414F710244C6B42850163AD318642E37970E165589186297BB0634E4642A812F71A2572EEC5220C29FCCA648BB0BE2ACF4399E6472D04B583AD8851AB1AF4A06409140FC8023D6155CDFB5092CAEB77DBF903A2476CA5C58B73F986B1A3688F29C86D15814B37B9DDFC01F7F3F8B121A6ED77A32E7BF419AA5BC98D9D3D7E2767DA5AFCC23DD7454189C8F8D2BE4EB3634DAA748A1D1293AFC1259BE0B6C96463A9F090271525CE51FE60ADF98CF09EA3F4A8956F692D8EEFAF548BE65AB23888502BEF73DCDCFA36373E75C77F3D5ADE0C96AF15DE3CC2585202F3E60A4F911E9FC0E3B9FDA5B3BA9BA87AF86A38C27930B6298A9254A9875982AB008F00C384E3150EF344CE0292D36CF778BADC06EB387D27B026EBF36C594EE705C5329C8FA68BDD1D421579760FDA92484BC86430680345F9F0312363201B99A270CFC1EFB44C4408EF421F6B90BB0A447BAE58EEF98AB33B7B8ECB86F46117EF95D1928D9D27D94844D966630FEB2B5BEF04C3D682186BEBB838845B2FB9015436BEDF8E940A50DEEB2E5AA3169BA0B13B5B44A5E4FF1C4FBB0779DAEBF51188DBC3E05D1DF747BE9ABCF4B8BF1B3854875F19379DE5EB9CBC80788CE7CB245C62EC1CF59C2E47B72045B32DCF3C6BE811D50F5A38D9858AE7E4D786788F32CB2A1A50F4E19BEAAE3E3CAF7C95A75CD4479EC2939F92D97482F72CBA0760458EB1BCD069A51826FFBDECF685F2762E60B4FAC577E3DD3D6234DD3DEBFFE3DD0CB58A42C48481E8165158C4DD9B83AEEDF78282DEC3798CB78822C3712CF0943E86252E5B9561DF25B796759DC20C9ED08DF2F65DDD0FA97F56371D6FBA1BAC5A52AA44B25312DE5C02B6F33F55A8E74B40B90D6BB2AF68FE3F66FE3D7E4750073B0887FC6EED0BC1C7B60B65B8839D97DF499AFFDDE4B237F591FE67F2DA6182BD2DAF6D66938DC8A57BF49397808EFB127E15663B6CA632CC3DC75D237BF21A45625F7A93CA5FA57CC9BC834DB6F2E8504E7A5DC30D0EF4DB28E3BEB6E5F6DA6DBDA03D47309EE9D0C1F8DC1D1FB7C783D3F5DD6C3974B6D9B0835B0ABD75CBAEC26F526FA4B7D3BBFBE1B16587732A3DBB3FB86D96244841CA8FFB736AB5C3E72F8AED15BC46133ED1294479DBCDC2F5FEB69A86AB4D36F71D02CAC621F5D456BDC3C305E0244920A20E6499D23722EFF13F3D51AF84323EF5FA9E6B445297F9BF7499202D');
INSERT INTO issue (digest, number, composed_at, channel, message) VALUES ('all', 3, '2026-11-25T16:29:27.000000Z', 'smtp', X'789CAD586D6FE24812FE8EC47FA865749A7BC180CD4B12F3729B4BB2DA4833B3A349F656FBE9D4B6CBB82FB6DBD7DD40B8D5FEF7ABB20318089964E7A20C31EDEEAAA7AB9E7A9B1FB4CA7CF870FD0956C286094CCA3FDFE3A3C88A143B4ACF67CDC6DD22F83786D60717725C81CAE14AAB247F6F209206854170E066897A6D1399CF9B8D6B61D1875F306A8337844F6A095ECF1B813BF2BD0BDF3B83BFF5E8A7D9F8208D756E231F26224D3BFB2A2F175639A43793D6226D11FC7D8E396A921D351B9F358618611E92A260913E341B1F6F3FDE38FF446DA4CA096987145CA9DC626E9DFB7541DBB2456A6521B4ED8AD4A2CE85954B1C43A0167924F47ADA9AFECB13FDB3F01C47C2BBF07A71300A46884170EEB69A8D66C3714E6F38D465F1D1768B54C87C0C6122B4413B6D2D6CEC9CB76A5BB5C84D8CDAB9C9431591E57CF8CF42D1F59C42CBDC8A2045D65BB7ECD6516D90C62C10FA7B26E6EDA77CC4EF48F7979F7EFCF4FE0EAE6FEF6E2EEF6E9A8D69FFFAF5BF2CE1AFF041AD9C4891D77332A4C6479523C8237D64042D450A6EEFA2D900B8A9DC0B97FCE51A33951B4BBE2467C1170C958E0CA818D22877CAFB759EEE03F04BB2F69F53E943EB99D51623B109829596CD07D5CF11B6D6C1CA8973B7799C8A2C1356E935316585E95B447C5E041F99BC89B585F1BBDD82F88C51270F03D9C9D3AC93CBA43357CB2E99A85B31ECFFF3C3B22ADD441603C23CD01319FA2818E1E7FB2B107944FFCC0A3563755D08A52D1D639A8DACF405CBBB4FA421CE41AE80EE2043F2AC889692E34F5AE27B9A1A5825C23E5D1A520A6ED3A6EDB65AA6A3562FC82C4A8396F3C4424C4F6BB5E8C0E7B4CC2156A40F6015AF698854483687006917F21287513E47425AC54209EA575A9F23A967709990291D08C5C260254444914653C256956B1815F38C9F233947639B8DD62EC05AFC6E1B63A4E25E81B1AAA02BB661A5A5450678942261256D52CA349B4CB9C8E9D1845A0604394D9B8D1F1089E26CEB8C6EB4E30431BE9EFABA7F28D324364BBF35D13C933F9B8DC977D73F5DDDFFFAF90658C56CC29F9092232819B4306FD10A8A683631769DE2EC7B6686803F171A499B7142952AED9830C18C9046D36643E887BFC06FCD46A0A2751B3A2641F2DE6F1088F061AE3911FBF0CEF5DC0BF71CBE9359A1B415B9A59BB1207A8503CAFAA2F60A7E6F363A0CE150482FEA07FDB3839DA20D89473B37E2CEE2C80D0F37255E67AEC512091E05446D771C5F888BC1A1F20C2D89EDAC12BE4FAC1411A563C5DCD40E8A8BE03C181E1E24C7504E21D894FBC8359BCD5ED817FDF383CDBFC3A45B99985CC21AB7BE263754DEDEBEC94586BCBC94B862112DC251D280175732B2093D44C8A1EB945FA994E4D252AA264F8994CFBAC7D2EAAEDC939896B14C05F4E1F89059148C8078563F6E5E3A5FE6CED9ABFA8C49B7DA5CF2B45BF2901E985950DA8AA56742CF65EEF7C605E502267E6F5CA3C93BC4D88BDD7165FB776EE89D79A3714CE07C77543C7689B06E67088E28283A1DB33616B336BCBFC3B942F8F9F67D1BBEA84059D5861F315DA2A5ACD8864BAE7A6D3014728E412DE3F25E915C42980A631815C5476B8791EE469DC2DACFA97C8D33F1E824C83621A88AEE1AA76AE527328A38DAAADC4AB0BE2DAF4395D6275D427504AE8CC9563DC841AB0A29F54E324CEBD8196E49227F34E8158F049FC055262F5BB63D6BC7F133B660BFD5046EFCE40D8A47BAD0D3C79E985E308807E2C969A46E2B37719F713C7BD331F2BFE87B1E094A658E1B03BB9D7E6B56E753E2B29862072EDD0777C826874A834F44A92971CF8AC7D68EBF04EF80C2936E71A0A46CE4DEA885ACB3616D1893121C21DD65D7C64FAFBCE93FCE363DE2E66B8D274F30360CA0B4783A66BCD1C617837D1443FACAF5C7B16581513AF329E2198E0EE9AAE314A979A7B02F44C8723ABD21661BD8BD60180E47ADD9917912EF882365AA7CC64215373630D928D0038EDCF15352A5E0B42A2340BE4BEF8C4A6504EFA280CA88B70D2E67A545E1071AC583B3A26363FE70CAEFB5D58A60FD1709C6BE3F24D8904AA480840A6249F65D2348A04EF682B5AB1E58EB74EB4DF24E74DF93AE989159FB07B4E34CFD35D60D4EB26E381C91466F4891B7EDEC27819EBDB6B33F0E03AAA0DF04C7233C0C877A11ADF2F98CE606EE4CA9F74B280372FD2C9719E4EBA60992773450F0E937CE127CA41C23D8E37F649238361571ECC17CCD58E7C7B1BAE52693C5FADE296EBE9998246FBC4AA83D2E631DA99471508D2B5C8EAE8261C099B1AA604C493848417B11CF8DD48B55A1EFBD869AA5D94E9BA94A0FBEEBED90BD585859ECAB6B6BF126ED1BD69E1CB326DC8D3C6D7ADBC80527262ECED36F1DBADE7AAD570C680CE32B331A4C6FBCE9796F7A71B5ABD69BA5EBFD910DEE396C77435B8DE0ACDE2AFF687AFBFBD3D0467B6A53DB9FBC1ECD6DC44192772219D767BC605D5EAF243699F0855991E41D8E8BBBFB1D8C8DDB4B76E09948AD46479EAAB6D3E3E9CA7199A610F30C5A9583BDD07BFACB4FDC3E73B5E069EF6BA328FF47C3FF004756864F');
CREATE TABLE outbox (
	digest TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'released')), 
	number INTEGER, 
	position INTEGER, 
	PRIMARY KEY (digest, seq), 
	FOREIGN KEY(digest, number) REFERENCES issue (digest, number), 
	UNIQUE (digest, number, position), 
	FOREIGN KEY(seq) REFERENCES event (seq)
);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 3, 'waiting', 1, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 3, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 3, 'waiting', 1, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 4, 'waiting', 1, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 4, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 4, 'waiting', 1, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 5, 'waiting', 2, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 5, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 6, 'waiting', 2, 1);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 6, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 7, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 8, 'held', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('all', 9, 'waiting', 3, 0);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('weekly', 9, 'waiting', NULL, NULL);
INSERT INTO outbox (digest, seq, state, number, position) VALUES ('more', 9, 'waiting', NULL, NULL);
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	digest TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	in_doubt BOOLEAN NOT NULL, 
	next_try VARCHAR(27), 
	last_error TEXT NOT NULL, 
	lease_owner TEXT, 
	lease_until VARCHAR(27), 
	settled_at VARCHAR(27), 
	FOREIGN KEY(digest, number) REFERENCES issue (digest, number), 
	UNIQUE (digest, number, recipient), 
	CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'refused', 'held'))
);
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (1, 'all', 1, 'ann@example.org', '<all.1.415db65b456a57b5d371a609@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T16:29:22.738813Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (2, 'all', 1, 'ben@example.org', '<all.1.8c26a30106a3862f09dc7e3a@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T16:29:22.745304Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (3, 'more', 1, 'cy@example.org', '<more.1.821bd839b627100e9e09d1ee@example.org>', 'refused', 1, 0, NULL, 'RCPT TO: 550 5.1.1 No such user', NULL, NULL, '2026-11-25T16:29:22.749683Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (4, 'all', 2, 'ann@example.org', '<all.2.28a485718296ae54b6501b40@example.org>', 'sent', 1, 0, NULL, '2.0.0 OK: queued', NULL, NULL, '2026-11-25T16:29:24.480938Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (5, 'all', 2, 'ben@example.org', '<all.2.af1b4c60eb6249a9b33a8aeb@example.org>', 'deferred', 3, 0, '2026-11-25T16:34:27.839447Z', 'RCPT TO: 450 4.2.0 greylisted', NULL, NULL, '2026-11-25T16:29:27.839447Z');
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (6, 'all', 3, 'ann@example.org', '<all.3.daccdb085886fa10ad53defa@example.org>', 'sending', 1, 0, NULL, '', 'old-host/33af6308/9384/770221', '2026-11-25T16:44:27.842010Z', NULL);
INSERT INTO delivery (id, digest, number, recipient, message_id, state, attempt, in_doubt, next_try, last_error, lease_owner, lease_until, settled_at) VALUES (7, 'all', 3, 'ben@example.org', '<all.3.c85d2ccf93cf6a091c9d5e5e@example.org>', 'queued', 0, 0, NULL, '', NULL, NULL, NULL);
CREATE TABLE suppression (
	address TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (address)
);
INSERT INTO suppression (address, reason, at) VALUES ('cy@example.org', 'RCPT TO: 550 5.1.1 No such user', '2026-11-25T16:29:22.749683Z');
CREATE TABLE trouble (
	uid TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_try VARCHAR(27) NOT NULL, 
	parked BOOLEAN NOT NULL, 
	error TEXT NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (uid)
);
INSERT INTO trouble (uid, kind, attempts, next_try, parked, error, raw) VALUES ('pmid:121', 'missing', 2, '2026-11-25T16:29:27.093358Z', 0, '', X'789C030000000001');
INSERT INTO trouble (uid, kind, attempts, next_try, parked, error, raw) VALUES ('pmid:120', 'unreadable', 2, '2026-11-25T16:29:27.093358Z', 0, 'PCDATA invalid Char value 1, line 1, column 294 ( , line 1)', X'789CA5544D8FDB201055CFFB238AB8AFD8E4D013468AEA54756567AD36ADD4231BCF3A48182CC0CA667F7D01DBC4C95655A53D31CC3CE6CDC7B3693D3C75D06C8C1307098C56D048A1E0B370DC09ADD00F7F0E36C3D5362F8BDD16A3C7930293E15D596146EBAAC8D12F30D64333BCC26CB57EA02478199D52224F50E90664866B2394F3AFBEE9C1282E9351583B00F294D0787A317417A87F9C73E7EBFA0DDCB0F5C3FA1325D1F42C73882CD330BA17CE379243A7957566ECE23B1CB4692CD2CF4836EAFEC4DDE148C9884CEF53C9A37FC7A533F0A215A00F771F91D4A7FB465BA0E40A456BDE0A1559D2F0EA569150E022B219DC519B525837DB8C96DCBA1DEF806D5F78D74B9F3979E8176D205A1BA52849374F3E3D26CB8C2557EDC05B60A0DA9065BA85E949718825ECCF3D8CE01B27FA596418B36906686A2E8E7709636F3C633672AB9C7919EA5927DF7EF35FFBB8A0937D958DDC8833F6E2C5EB65C019FDEAEBD1E61C9D1E38C923C86FD6701FD1F82F62AAB47247B6F2DA1D2D9AF3330B520E67ECFC92F11F04A0BC625EDF4F4096BDCC331F4958DF07973D5EED638ACD022E9A4969F315154D58D96504F13B4D61B6B0A7B52E274BAEFF117F003CBC7B38');
CREATE TABLE harvest_state (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO harvest_state (name, value) VALUES ('bootstrapped', 'true');
INSERT INTO harvest_state (name, value) VALUES ('matched', '11');
INSERT INTO harvest_state (name, value) VALUES ('query', '"naltrexon*[tiab] OR naltrexone[mh] OR naltrexone[nm] OR \"low dose naltrexone\"[tiab:~2] OR \"ldn naltrexone\"[tiab:~20]"');
INSERT INTO harvest_state (name, value) VALUES ('census_digest', '"e17d42f1405771c1fdae21a251a7fb576c7a8ae9f99b7f821c6c8647f7396cd0"');
INSERT INTO harvest_state (name, value) VALUES ('modified', '["pmid:104"]');
INSERT INTO harvest_state (name, value) VALUES ('looked_on', '"2026-11-25"');
INSERT INTO harvest_state (name, value) VALUES ('cuts', '[]');
INSERT INTO harvest_state (name, value) VALUES ('translation', '"\"naltrexon*\"[Title/Abstract] OR \"naltrexone\"[MeSH Terms] OR \"naltrexone\"[Supplementary Concept] OR \"low dose naltrexone\"[Title/Abstract:~2] OR \"ldn naltrexone\"[Title/Abstract:~20]"');
INSERT INTO harvest_state (name, value) VALUES ('warnings', '[]');
CREATE TABLE counter (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO counter (name, value) VALUES ('version', 5);
CREATE TABLE note (
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO note (name, text) VALUES ('rulebook', 'c330a3183f45703084dd27e65f9518ff06a596694a34719746e909429a54ef7c');
INSERT INTO note (name, text) VALUES ('clock', '2026-11-25T16:29:27.072931+00:00');
INSERT INTO note (name, text) VALUES ('reader_since', '2026-11-25T16:29:19.559630+00:00');
INSERT INTO note (name, text) VALUES ('reader', '0.1.0');
INSERT INTO note (name, text) VALUES ('published', '5 9a2f63669c80d0d1 2026-11-25T16:29:27.176135+00:00');
CREATE TABLE lease (
	name TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	renewed_at VARCHAR(27) NOT NULL, 
	expires_at VARCHAR(27) NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE run (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	started VARCHAR(27) NOT NULL, 
	finished VARCHAR(27) NOT NULL, 
	outcome TEXT NOT NULL, 
	matched INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	report TEXT NOT NULL
);
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (1, '2026-11-25T16:29:19.538306Z', '2026-11-25T16:29:20.971825Z', 'new', 3, 3, '', '{"outcome": "new", "matched": 3, "fetched": 3, "new": 3, "events": {"new": 2}, "quarantined": 0, "composed": 0, "sent": 0, "deferred": 0, "refused": 0, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 1.433, "error": "", "alerts": [], "warnings": [], "failures": [], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (2, '2026-11-25T16:29:21.934269Z', '2026-11-25T16:29:22.753236Z', 'new', 5, 2, '', '{"outcome": "new", "matched": 5, "fetched": 2, "new": 2, "events": {"new": 2}, "quarantined": 0, "composed": 2, "sent": 2, "deferred": 0, "refused": 1, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 0.819, "error": "", "alerts": [], "warnings": [], "failures": ["more no. 1 to cy@example.org: RCPT TO: 550 5.1.1 No such user"], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (3, '2026-11-25T16:29:23.671332Z', '2026-11-25T16:29:24.488530Z', 'new', 6, 1, '', '{"outcome": "new", "matched": 6, "fetched": 2, "new": 1, "events": {"new": 1, "retracted": 1}, "quarantined": 0, "composed": 1, "sent": 1, "deferred": 1, "refused": 0, "in_doubt": 0, "held": 0, "requests": 3, "seconds": 0.817, "error": "", "alerts": [], "warnings": ["cy@example.org gets no mail any more (RCPT TO: 550 5.1.1 No such user): digest ''more''"], "failures": ["all no. 2 to ben@example.org: RCPT TO: 450 4.2.0 greylisted"], "stages": {}}');
INSERT INTO run (id, started, finished, outcome, matched, new, error, report) VALUES (4, '2026-11-25T16:29:25.395259Z', '2026-11-25T16:29:26.196146Z', 'new', 10, 2, '', '{"outcome": "new", "matched": 10, "fetched": 3, "new": 2, "events": {"new": 2}, "quarantined": 2, "composed": 0, "sent": 0, "deferred": 1, "refused": 0, "in_doubt": 0, "held": 10, "requests": 4, "seconds": 0.801, "error": "", "alerts": ["digest ''all'': 2 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release all", "digest ''weekly'': 5 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release weekly", "digest ''more'': 3 entries are held, by the flood brake (max_new) or a restore; to send them: ldn-watch deliver --release more"], "warnings": ["cy@example.org gets no mail any more (RCPT TO: 550 5.1.1 No such user): digest ''more''"], "failures": ["all no. 2 to ben@example.org: RCPT TO: 450 4.2.0 greylisted"], "stages": {}}');
CREATE TABLE migration_log (
	revision TEXT NOT NULL, 
	applied_at VARCHAR(27) NOT NULL, 
	app_version TEXT NOT NULL, 
	what TEXT NOT NULL, 
	PRIMARY KEY (revision)
);
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0001', '2026-11-25T16:29:18.854712Z', '0.1.0', 'Archive, ledger, outbox, deliveries, leases and runs.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0002', '2026-11-25T16:29:18.854712Z', '0.1.0', 'Full-text search, guards that keep the ledger append-only, views for readers.');
INSERT INTO migration_log (revision, applied_at, app_version, what) VALUES ('0003', '2026-11-25T16:29:18.854712Z', '0.1.0', 'Incidents: failures that last, and which digest has told of them.');
CREATE TABLE incident (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	opened_at VARCHAR(27) NOT NULL, 
	closed_at VARCHAR(27), 
	since VARCHAR(27) NOT NULL, 
	failed_runs INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	closed_after INTEGER
);
CREATE TABLE incident_told (
	digest TEXT NOT NULL, 
	incident INTEGER NOT NULL, 
	is_over BOOLEAN NOT NULL, 
	PRIMARY KEY (digest, incident, is_over), 
	FOREIGN KEY(digest) REFERENCES digest (id), 
	FOREIGN KEY(incident) REFERENCES incident (id)
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence (name, seq) VALUES ('event', 9);
INSERT INTO sqlite_sequence (name, seq) VALUES ('run', 4);
INSERT INTO sqlite_sequence (name, seq) VALUES ('delivery', 7);
CREATE INDEX citation_refresh ON citation (is_deleted, refresh_at, uid);
CREATE INDEX citation_first_seen ON citation (first_seen);
CREATE INDEX citation_relevance ON citation (relevance, is_deleted, is_retracted);
CREATE INDEX citation_doi ON citation (doi);
CREATE INDEX tag_condition ON tag (condition_id, relevance, pmid);
CREATE INDEX tag_group ON tag (group_id, relevance, pmid);
CREATE INDEX feed_line_pmid ON feed_line (pmid);
CREATE INDEX outbox_open ON outbox (digest, state, seq) WHERE number IS NULL;
CREATE INDEX delivery_state ON delivery (state, next_try, in_doubt);
CREATE INDEX run_outcome ON run (outcome, started);
CREATE VIRTUAL TABLE citation_fts USING fts5(
    title, abstract, authors, journal, keywords, mesh, content="citation_text", content_rowid="pmid",
    tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO citation_fts(citation_fts) VALUES ('rebuild');
CREATE TRIGGER citation_text_added AFTER INSERT ON citation_text BEGIN
    INSERT INTO citation_fts(rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER citation_text_removed AFTER DELETE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
END;
CREATE TRIGGER citation_text_changed AFTER UPDATE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
    INSERT INTO citation_fts(rowid, title, abstract, authors, journal, keywords, mesh)
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER event_undeleted BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE VIEW citations AS
SELECT c.pmid, c.title, c.journal, c.published, c.doi, c.relevance, c.study_type, c.is_retracted,
       c.is_deleted, c.first_seen, c.fetched_at, 'https://pubmed.ncbi.nlm.nih.gov/' || c.pmid || '/' AS url
FROM citation c;
CREATE VIEW citation_conditions AS
SELECT t.pmid, t.condition_id, t.group_id, t.kind, t.field, t.words, c.title, c.relevance, c.study_type,
       c.first_seen
FROM tag t JOIN citation c ON c.pmid = t.pmid;
CREATE VIEW events AS
SELECT e.seq, e.at, e.kind, e.pmid, c.title, e.detail, e.key, e.quiet, c.relevance, c.study_type
FROM event e JOIN citation c ON c.pmid = e.pmid;
CREATE VIEW deliveries AS
SELECT d.id, d.digest, d.number, i.composed_at, i.channel, d.state, d.attempt, d.in_doubt, d.next_try,
       d.settled_at,
       (SELECT count(*) FROM outbox o WHERE o.digest = d.digest AND o.number = d.number) AS entries
FROM delivery d JOIN issue i ON i.digest = d.digest AND i.number = d.number;
CREATE VIEW runs AS
SELECT r.id, r.started, r.finished, r.outcome, r.matched, r.new, r.error, r.report FROM run r;
CREATE UNIQUE INDEX incident_open ON incident (kind) WHERE closed_at IS NULL;
CREATE VIEW incidents AS
SELECT i.id, i.kind, i.since, i.opened_at, i.closed_at, i.failed_runs FROM incident i;
COMMIT;
